import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { StartRequest } from '../../../utils/domain/session/start-request.ts';
import { measured, sessionWorld, startRequest } from './session-world.ts';

/** A live session whose seconds a test lets pass. */
async function liveWorld(overrides: Partial<StartRequest> = {}) {
  const world = sessionWorld();
  world.runner.start(startRequest(undefined, overrides));
  const { tell } = await world.goLive();
  let sent = 100;

  /** Reports that the microphone last gave sound `ms` milliseconds ago. */
  const soundedAgo = (ms: number) => world.puller().onMeasured(measured({ soundAt: Date.now() - ms }));
  /** Lets a second pass on a link that loses this share. */
  async function second(fractionLost: number) {
    world.connection().flow((sent += 50), Date.now() + 900, { fractionLost });
    await vi.advanceTimersByTimeAsync(1000);
  }
  async function seconds(count: number, fractionLost = 0) {
    for (let each = 0; each < count; each += 1) await second(fractionLost);
  }
  const warnings = () => {
    const state = world.runner.state();
    return 'running' in state ? state.running.warnings : null;
  };
  const logged = () =>
    world.events.flatMap((event) => {
      if (event.kind === 'warning-raised') return [`${event.warning} raised`];
      return event.kind === 'warning-cleared' ? [`${event.warning} cleared ${event.why ?? 'good'}`] : [];
    });
  return { ...world, tell, soundedAgo, seconds, warnings, logged };
}

describe('the warnings of a session', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 1_000_000 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('are raised by the figures of the connection and cleared by them, in pairs', async () => {
    const world = await liveWorld();
    await world.seconds(5, 0.2);
    expect(world.warnings()).toEqual(['high-loss']);
    await world.seconds(10);
    expect(world.warnings()).toEqual([]);
    expect(world.logged()).toEqual(['high-loss raised', 'high-loss cleared good']);
    expect(world.runner.state().phase).toBe('live');
  });

  it('tell that a server which has sent text sends none of twenty seconds of speech, and that it does again', async () => {
    const world = await liveWorld();
    const speak = async (seconds: number) => {
      for (let second = 0; second < seconds; second += 1) {
        world.puller().onMeasured(measured({ capturedAt: Date.now(), spokeAt: Date.now() }));
        await world.seconds(1);
      }
    };
    const say = () => world.signalling().onText({ type: 'text', text: 'one', isMore: false, isFinal: true });
    await speak(30);
    expect(world.warnings()).toEqual([]);
    say();
    await speak(15);
    await world.seconds(60);
    await speak(4);
    expect(world.warnings()).toEqual([]);
    await speak(2);
    expect(world.warnings()).toEqual(['no-text']);
    say();
    await world.seconds(2);
    expect(world.warnings()).toEqual([]);
  });

  it('tell that a server has failed to make two texts in a row, with its code in the log, until it makes one', async () => {
    const world = await liveWorld();
    const { onText } = world.signalling();
    onText({ type: 'failed', id: '1', code: 'audio_unintelligible' });
    await world.seconds(2);
    expect(world.warnings()).toEqual([]);
    onText({ type: 'failed', id: '2', code: 'insufficient_quota' });
    await world.seconds(2);
    expect(world.warnings()).toEqual(['failed-texts']);
    expect(world.events.filter(({ kind }) => kind === 'warning-raised')).toMatchObject([
      { warning: 'failed-texts', figure: 2, code: 'insufficient_quota' },
    ]);
    onText({ type: 'text', text: 'one', isMore: false, isFinal: true });
    await world.seconds(1);
    expect(world.warnings()).toEqual([]);
  });

  it('tell that a server which sent text in an earlier session sends none in this one', async () => {
    const world = await liveWorld({ learned: { sendsText: true } });
    for (let second = 0; second < 22; second += 1) {
      world.puller().onMeasured(measured({ capturedAt: Date.now(), spokeAt: Date.now() }));
      await world.seconds(1);
    }
    expect(world.warnings()).toEqual(['no-text']);
  });

  it('tell that the recording has ended, with its reason in the log, while streaming goes on', async () => {
    const world = await liveWorld({ recording: 'until-delivered' });
    expect(world.pullerOptions()?.recordFor).toBe('session-1');
    const reports = [
      { type: 'began', name: '1000.opus', at: 1000 },
      { type: 'ended', why: 'disk-full' },
    ] as const;
    for (const report of reports) world.puller().onRecording(report);
    await world.seconds(2);
    expect(world.recorded).toEqual(reports.map((report) => ['session-1', 'until-delivered', report]));
    expect(world.warnings()).toEqual(['not-recorded']);
    expect(world.runner.state().phase).toBe('live');
    const log = world.events.filter(({ kind }) => kind.startsWith('recording-'));
    expect(log).toMatchObject([{ kind: 'recording-began' }, { kind: 'recording-ended', why: 'disk-full' }]);
    world.runner.stop();
    await vi.advanceTimersByTimeAsync(0);
    expect(world.logged()).toEqual(['not-recorded raised', 'not-recorded cleared end']);
  });

  it('tell nothing of a recording that an administrator forbids: it ends, and the log says why', async () => {
    const world = await liveWorld({ recording: 'always' });
    world.puller().onRecording({ type: 'began', name: '1.opus', at: Date.now() });
    expect(world.runner.state()).toMatchObject({ running: { isRecorded: true } });
    await world.runner.forbidRecording('another');
    expect(world.pullerControls.forbidRecording).not.toHaveBeenCalled();
    await world.runner.forbidRecording('session-1');
    expect(world.pullerControls.forbidRecording).toHaveBeenCalledOnce();
    world.puller().onRecording({ type: 'ended', why: 'forbidden' });
    await world.seconds(5);
    expect(world.warnings()).toEqual([]);
    expect(world.runner.state()).toMatchObject({ phase: 'live', running: { isRecorded: false } });
    expect(world.events).toContainEqual(
      expect.objectContaining({ kind: 'recording-ended', why: 'forbidden' }),
    );
  });

  it.each([{}, { recording: 'never' } as const])(
    'tell nothing of a recording that is not wanted: %j',
    async (wanted) => {
      const world = await liveWorld(wanted);
      expect(world.pullerOptions()?.recordFor).toBeNull();
      await world.seconds(5);
      expect(world.warnings()).toEqual([]);
    },
  );

  it('that stand when the session ends are cleared by its end', async () => {
    const world = await liveWorld();
    await world.seconds(5, 0.2);
    world.runner.stop();
    await vi.advanceTimersByTimeAsync(0);
    expect(world.logged()).toEqual(['high-loss raised', 'high-loss cleared end']);
    expect(world.kinds().at(-1)).toBe('session-ended');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('say nothing new of a link that is lost', async () => {
    const world = sessionWorld();
    world.runner.start(startRequest(undefined, { recovery: { mode: 'recover', giveUpAfterMs: null } }));
    await world.goLive();
    world.answer(false);
    world.connection().become('failed', 'failed');
    world.connection().flow(500, Date.now(), { fractionLost: 0.9 });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(world.runner.state()).toMatchObject({ phase: 'recovering', running: { warnings: [] } });
    expect(world.kinds()).not.toContain('warning-raised');
  });

  it('tell of a microphone that gives only zeros, once, and that it sounds again', async () => {
    const world = await liveWorld();
    world.soundedAgo(0);
    await world.seconds(4);
    world.puller().onCondition('silent');
    await world.seconds(3);
    expect(world.warnings()).toEqual(['silent-microphone']);
    world.puller().onCondition('sounding');
    world.soundedAgo(0);
    await world.seconds(1);
    world.soundedAgo(0);
    await world.seconds(1);
    expect(world.logged()).toEqual(['silent-microphone raised', 'silent-microphone cleared good']);
    expect(world.kinds()).not.toContain('microphone-condition-changed');
  });

  it('hold nothing against a microphone that the user mutes, and count anew afterwards', async () => {
    const world = await liveWorld();
    world.puller().onCondition('silent');
    await world.seconds(5);
    expect(world.warnings()).toEqual(['silent-microphone']);
    world.runner.setMuted(true);
    expect(world.warnings()).toEqual([]);
    await world.seconds(60);
    expect(world.warnings()).toEqual([]);
    world.runner.setMuted(false);
    await world.seconds(3);
    expect(world.warnings()).toEqual([]);
    await world.seconds(2);
    expect(world.warnings()).toEqual(['silent-microphone']);
    expect(world.logged()).toEqual([
      'silent-microphone raised',
      'silent-microphone cleared moot',
      'silent-microphone raised',
    ]);
  });

  it('leave a microphone that is muted by its own switch to the words for that', async () => {
    const world = await liveWorld();
    world.puller().onCondition('silent');
    await world.seconds(5);
    world.tell('muted');
    await world.seconds(9);
    expect(world.logged()).toEqual(['silent-microphone raised', 'silent-microphone cleared moot']);
    expect(world.events).toContainEqual(
      expect.objectContaining({ kind: 'microphone-condition-changed', condition: 'muted' }),
    );
  });
});
