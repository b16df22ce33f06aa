import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FailureError } from '../../../utils/domain/failure/failure.ts';
import { newlyRunning } from '../../../utils/domain/session/newly-running.ts';
import type { ResumeRequest } from '../../../utils/domain/session/start-request.ts';
import { sessionHead } from '../domain/builders.ts';
import { fakeMicrophone, sessionWorld, startRequest } from './session-world.ts';

const session = sessionHead({ id: 'the-same', startedAt: 1000, policy: 'recover' });

function resumeRequest(overrides: Partial<ResumeRequest> = {}): ResumeRequest {
  return {
    request: startRequest(undefined, { recovery: { mode: 'recover', giveUpAfterMs: null } }),
    running: newlyRunning(session),
    liveSince: 2000,
    stand: { lastKnownAt: 60_000, lastSeq: 12, interruptions: 1, interruptedMs: 700 },
    ...overrides,
  };
}

describe('a session that another host has run before', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 90_000 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  async function resumed(overrides?: Partial<ResumeRequest>) {
    const world = sessionWorld();
    const state = world.runner.resume(resumeRequest(overrides));
    await vi.advanceTimersByTimeAsync(0);
    return { ...world, state };
  }

  it('is recovering from its last known moment on, and live again when it is heard', async () => {
    const world = await resumed();
    const { phase, since, attempt, retryAt } = {
      phase: 'recovering',
      since: 60_000,
      attempt: 1,
      retryAt: null,
    };
    expect(world.state).toMatchObject({
      phase,
      running: { session },
      liveSince: 2000,
      since,
      attempt,
      retryAt,
    });
    const { microphone, track } = await world.goLive();
    expect(world.runner.state()).toMatchObject({ phase: 'live', running: { session }, liveSince: 2000 });
    expect(world.connection().track).toBe(track.clones[0]);
    expect(microphone.close).not.toHaveBeenCalled();
  });

  it('goes on with its log: numbered on, the hole noted, the interruptions summed up, no second start', async () => {
    const world = await resumed();
    await world.goLive();
    const [first, ...others] = world.events;
    expect(first).toMatchObject({ kind: 'session-resumed', sessionId: 'the-same', seq: 13, holeMs: 30_000 });
    expect(others.map(({ seq }) => seq)).toEqual(others.map((_, index) => 14 + index));
    expect(world.kinds()).not.toContain('session-started');
    expect(world.kinds()).not.toContain('recovery-began');
    const recovered = world.events.find((event) => event.kind === 'recovered');
    const afterMs = recovered?.afterMs ?? NaN;
    expect(recovered).toMatchObject({ by: 'new-connection', interruptedMs: 700 + 30_000 + afterMs });
    expect(afterMs).toBeLessThanOrEqual(100);

    world.connection().become('failed', 'failed');
    await vi.advanceTimersByTimeAsync(0);
    expect(world.events.find(({ kind }) => kind === 'recovery-began')).toMatchObject({ interruption: 3 });
    world.runner.stop();
    await vi.advanceTimersByTimeAsync(0);
    const durationMs = Date.now() - session.startedAt;
    expect(world.events.at(-1)).toMatchObject({ kind: 'session-ended', by: 'user', durationMs });
  });

  it('stays muted where the user had muted it: nothing is heard of a microphone that opens', async () => {
    const world = await resumed({ running: { ...newlyRunning(session), muted: true } });
    expect(world.state).toMatchObject({ running: { muted: true } });
    const { microphone, track } = fakeMicrophone();
    world.opening().resolve(microphone);
    await vi.advanceTimersByTimeAsync(0);
    expect(track.clones.map(({ enabled }) => enabled)).toEqual([false]);
    expect(world.pullerControls.setUserMuted).toHaveBeenLastCalledWith(true);
    expect(world.kinds()).not.toContain('mute-changed');
    world.runner.setMuted(false);
    expect(track.clones.map(({ enabled }) => enabled)).toEqual([true]);
  });

  it('ends where the microphone is not allowed any more', async () => {
    const world = await resumed();
    world.opening().reject(new FailureError({ reason: 'microphone-refused' }));
    await vi.advanceTimersByTimeAsync(0);
    expect(world.runner.state()).toMatchObject({ phase: 'failed', session });
  });

  it('goes on with the next best microphone where its own has gone meanwhile', async () => {
    const world = await resumed();
    world.has({ deviceId: 'laptop', label: 'Laptop', groupId: 'laptop' });
    world.opening().reject(new FailureError({ reason: 'microphone-missing' }));
    await vi.advanceTimersByTimeAsync(0);
    expect(world.opening().settings.deviceId).toBe('');
    world.opening().reject(new FailureError({ reason: 'microphone-busy' }));
    await vi.advanceTimersByTimeAsync(0);
    expect(world.opening().settings.deviceId).toBe('laptop');
    const { microphone, track } = fakeMicrophone('Laptop');
    world.opening().resolve(microphone);
    await vi.advanceTimersByTimeAsync(0);
    expect(world.connection().track).toBe(track.clones[0]);
    expect(world.runner.state()).toMatchObject({
      phase: 'recovering',
      running: { trouble: { standIn: 'Laptop' } },
    });
  });

  it('is not begun twice, nor where it has ended here', async () => {
    const world = await resumed();
    const { length } = world.events;
    expect(world.runner.resume(resumeRequest())).toMatchObject({ phase: 'recovering' });
    expect(world.events).toHaveLength(length);
    world.runner.stop();
    await vi.advanceTimersByTimeAsync(0);
    expect(world.runner.lastSession()).toBe('the-same');
    expect(world.runner.resume(resumeRequest())).toEqual({ phase: 'idle' });
  });

  it('keeps to the limit that the user has set', async () => {
    const recovery = { mode: 'recover', giveUpAfterMs: 60_000 } as const;
    const world = await resumed({ request: startRequest(undefined, { recovery }) });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(world.runner.state()).toMatchObject({ phase: 'failed', failure: { reason: 'connection-lost' } });
  });
});
