import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { noFrames } from '../../../utils/domain/frames/error-threshold.ts';
import { FailureError, type FailureReason } from '../../../utils/domain/failure/failure.ts';
import type { MicrophoneDevice } from '../../../utils/domain/microphone/next-microphone.ts';
import type { StartRequest } from '../../../utils/domain/session/start-request.ts';
import { fakeMicrophone, measured, sessionWorld, startRequest } from './session-world.ts';

const device = (label: string): MicrophoneDevice => ({
  deviceId: label,
  label,
  groupId: `group of ${label}`,
});
const desk = device('Desk microphone');
const laptop = device('Laptop');
const camera = device('Camera');

const chosen = (deviceId: string) => ({ ...startRequest().microphone, deviceId });
const recover = { mode: 'recover', giveUpAfterMs: null } as const;

/**
 * A live session over the desk microphone, which was chosen; the laptop has one of its own. With a `foundId`, the
 * microphone was found by its name and has that id.
 */
async function liveWorld(overrides: Partial<StartRequest> = {}, foundId = '') {
  const world = sessionWorld();
  world.has(desk, laptop);
  const microphone = chosen(desk.deviceId);
  world.runner.start(startRequest(undefined, { recovery: recover, microphone, ...overrides }));
  const found = fakeMicrophone(desk.label, foundId);
  if (foundId !== '') world.opening().resolve(found.microphone);
  const opened = await world.goLive();
  const first = foundId === '' ? opened : found;
  // The link stays healthy, however long the test takes.
  const link = world.connection();
  const look = link.getStats.bind(link);
  let sent = 0;
  link.getStats = () => {
    if (link.connectionState === 'connected') link.flow((sent += 50), Date.now());
    return look();
  };

  const settle = () => vi.advanceTimersByTimeAsync(0);
  /** Opens the microphone that is asked for. */
  async function open() {
    const opening = world.opening();
    const opened = fakeMicrophone(opening.settings.deviceId || 'Default');
    opening.resolve(opened.microphone);
    await settle();
    return opened;
  }
  async function refuse(reason: 'microphone-busy' | 'microphone-missing' | 'microphone-refused') {
    world.opening().reject(new FailureError({ reason }));
    await settle();
  }
  /** Unplugs the device of this microphone, long after it was opened. */
  async function pullOut(microphone: Pick<typeof first, 'tell'>, ...left: MicrophoneDevice[]) {
    await vi.advanceTimersByTimeAsync(5000);
    world.has(...left);
    microphone.tell('microphone-ended');
    await settle();
  }
  const asked = () => world.openings.map(({ settings }) => settings.deviceId);
  const replaced = () =>
    world.events.flatMap((event) =>
      event.kind === 'microphone-replaced' ? [`${event.label} ${event.why ?? 'chosen'}`] : [],
    );
  const trouble = () => {
    const state = world.runner.state();
    return 'running' in state ? state.running.trouble : undefined;
  };
  return { ...world, first, settle, open, refuse, pullOut, asked, replaced, trouble };
}

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a microphone that is lost while live', () => {
  it('is replaced at once by the next best, over the same connection, and reported', async () => {
    const world = await liveWorld();
    await world.pullOut(world.first, camera, laptop);
    expect(world.first.microphone.close).toHaveBeenCalledOnce();
    expect(world.asked()).toEqual([desk.deviceId, camera.deviceId]);
    const standIn = await world.open();
    expect(world.connection().track).toBe(standIn.track.clones[0]);
    expect(world.pullerControls.pull).toHaveBeenLastCalledWith(standIn.track);
    expect(world.connections).toHaveLength(1);
    expect(world.runner.state()).toMatchObject({
      phase: 'live',
      running: {
        microphone: 'sounding',
        trouble: { failure: { reason: 'microphone-ended' }, standIn: 'Camera' },
      },
    });
    expect(world.replaced()).toEqual(['Camera lost']);
    expect(world.silences).toEqual([]);
  });

  it('takes over again when it is back, and the other one is closed only then', async () => {
    const world = await liveWorld();
    await world.pullOut(world.first, laptop);
    const standIn = await world.open();
    world.plug(desk, laptop);
    await world.settle();
    expect(standIn.microphone.close).not.toHaveBeenCalled();
    const back = await world.open();
    expect(standIn.microphone.close).toHaveBeenCalledOnce();
    expect(world.connection().track).toBe(back.track.clones[0]);
    expect(world.trouble()).toBeNull();
    expect(world.replaced()).toEqual(['Laptop lost', 'Desk microphone returned']);
    expect(world.connections).toHaveLength(1);
  });

  it('is found again also where the browser does not say that it is back', async () => {
    const world = await liveWorld();
    await world.pullOut(world.first, laptop);
    await world.open();
    world.has(desk, laptop);
    await vi.advanceTimersByTimeAsync(1000);
    await world.open();
    expect(world.replaced().at(-1)).toBe('Desk microphone returned');
  });

  it('is noticed by the list of devices too, where its track says nothing', async () => {
    const world = await liveWorld();
    world.plug(laptop);
    await world.settle();
    await world.open();
    expect(world.replaced()).toEqual(['Laptop lost']);
  });

  it('is looked for when no frames come, once at a time', async () => {
    const world = await liveWorld();
    const failing = { ...noFrames(), consecutiveErrors: 3 };
    world.puller().onMeasured(measured());
    expect(world.listMicrophones).not.toHaveBeenCalled();
    world.puller().onMeasured(measured({ counts: failing }));
    world.puller().onMeasured(measured({ counts: failing }));
    expect(world.listMicrophones).toHaveBeenCalledOnce();
    await world.settle();
    world.puller().onMeasured(measured({ counts: failing }));
    expect(world.listMicrophones).toHaveBeenCalledTimes(2);
  });

  it('is replaced also where the puller fails as it is let go', async () => {
    const world = await liveWorld();
    world.pullerControls.pull.mockImplementationOnce(() => {
      throw new Error('no stream');
    });
    world.plug(laptop);
    await world.settle();
    await world.open();
    expect(world.replaced()).toEqual(['Laptop lost']);
  });

  it('has the next but one to stand in where the next does not open', async () => {
    const world = await liveWorld();
    await world.pullOut(world.first, laptop, camera);
    await world.refuse('microphone-busy');
    await world.open();
    expect(world.asked().slice(1)).toEqual(['Laptop', 'Camera']);
    expect(world.trouble()).toMatchObject({ standIn: 'Camera' });
  });

  it('stays muted by the user in whatever stands in', async () => {
    const world = await liveWorld();
    world.runner.setMuted(true);
    await world.pullOut(world.first, laptop);
    await world.open();
    expect(world.connection().track?.enabled).toBe(false);
  });

  it('leaves the session live over silence where there is no other, until one is plugged in', async () => {
    // No question about the user's presence comes within the hour.
    const world = await liveWorld({ attention: { ...startRequest().attention, quietAfterMs: null } });
    await world.pullOut(world.first);
    expect(world.runner.state()).toMatchObject({
      phase: 'live',
      running: { microphone: 'missing', trouble: { standIn: null } },
    });
    expect(world.connection().track).toBe(world.silences[0]?.track);
    expect(world.pullerControls.pull).toHaveBeenLastCalledWith(null);
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(world.runner.state().phase).toBe('live');
    expect(world.openings).toHaveLength(1);

    world.plug(desk);
    await world.settle();
    const back = await world.open();
    expect(world.connection().track).toBe(back.track.clones[0]);
    expect(world.silences.map(({ close }) => close.mock.calls.length)).toEqual([1]);
    expect(world.runner.state()).toMatchObject({
      phase: 'live',
      running: { microphone: 'sounding', trouble: null },
    });
    expect(world.connections).toHaveLength(1);
    expect(world.kinds().slice(-2)).toEqual(['microphone-condition-changed', 'microphone-replaced']);
  });

  it('ends the session when none came within the limit that the user set', async () => {
    const world = await liveWorld({ recovery: { mode: 'recover', giveUpAfterMs: 60_000 } });
    await world.pullOut(world.first);
    await vi.advanceTimersByTimeAsync(59_999);
    expect(world.runner.state().phase).toBe('live');
    await vi.advanceTimersByTimeAsync(1);
    expect(world.runner.state()).toMatchObject({ phase: 'failed', failure: { reason: 'microphone-ended' } });
  });

  it('does not end it where one came in time', async () => {
    const world = await liveWorld({ recovery: { mode: 'recover', giveUpAfterMs: 60_000 } });
    await world.pullOut(world.first);
    world.plug(laptop);
    await world.settle();
    await world.open();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(world.runner.state()).toMatchObject({ phase: 'live', running: { microphone: 'sounding' } });
  });

  it('ends a session that is to stop and tell', async () => {
    const world = await liveWorld({ recovery: { mode: 'stop-and-tell', giveUpAfterMs: null } });
    await world.pullOut(world.first, laptop);
    expect(world.runner.state()).toMatchObject({ phase: 'failed', failure: { reason: 'microphone-ended' } });
    expect(world.openings).toHaveLength(1);
  });

  it.each(['microphone-refused', 'microphone-grant-ended'] as const)(
    'because of its permission (%s) ends the session: no other microphone helps',
    async (ending) => {
      const world = await liveWorld();
      world.first.tell(ending);
      await world.settle();
      expect(world.runner.state()).toMatchObject({ phase: 'failed', failure: { reason: ending } });
    },
  );

  it('because of its permission, as the next try shows, ends the session as well', async () => {
    const world = await liveWorld();
    await world.pullOut(world.first, desk, laptop);
    await world.refuse('microphone-refused');
    expect(world.runner.state()).toMatchObject({ failure: { reason: 'microphone-refused' } });
  });

  it('heals beside a connection that is lost at the same time', async () => {
    const world = await liveWorld();
    world.connection().become('failed', 'failed');
    await world.settle();
    await world.pullOut(world.first, laptop);
    const standIn = await world.open();
    expect(world.runner.state()).toMatchObject({
      phase: 'recovering',
      running: { trouble: { standIn: 'Laptop' } },
    });
    expect(world.connection().track).toBe(standIn.track.clones[0]);
    world.negotiation().resolve({ end: world.ended });
    world.connection().flow(5, Date.now());
    world.connection().become('connected', 'connected');
    await vi.advanceTimersByTimeAsync(200);
    expect(world.runner.state()).toMatchObject({
      phase: 'live',
      running: { trouble: { standIn: 'Laptop' } },
    });
    expect(standIn.microphone.close).not.toHaveBeenCalled();
  });
});

describe('a microphone that does not come back from sleep at once', () => {
  it('is tried again after ever longer waits, each twice the last, and never gives up', async () => {
    const world = await liveWorld();
    await world.pullOut(world.first, desk);
    await world.refuse('microphone-busy');
    expect(world.runner.state()).toMatchObject({
      running: {
        microphone: 'missing',
        trouble: { failure: { reason: 'microphone-busy' }, standIn: null },
      },
    });
    for (const wait of [1000, 2000, 4000, 5000, 5000]) {
      const before = world.openings.length;
      await vi.advanceTimersByTimeAsync(wait - 1);
      expect(world.openings).toHaveLength(before);
      await vi.advanceTimersByTimeAsync(1);
      expect(world.openings).toHaveLength(before + 1);
      await world.refuse('microphone-busy');
    }
    await vi.advanceTimersByTimeAsync(5000);
    await world.open();
    expect(world.runner.state()).toMatchObject({
      phase: 'live',
      running: { microphone: 'sounding', trouble: null },
    });
    expect(world.replaced()).toEqual(['Desk microphone returned']);
    expect(world.kinds().filter((kind) => kind.startsWith('microphone'))).toHaveLength(3);
  });

  it('is waited for longer while another one stands in', async () => {
    const world = await liveWorld();
    await world.pullOut(world.first, desk, laptop);
    await world.refuse('microphone-busy');
    await world.open();
    for (const wait of [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]) {
      const before = world.openings.length;
      await vi.advanceTimersByTimeAsync(wait - 1);
      expect(world.openings).toHaveLength(before);
      await vi.advanceTimersByTimeAsync(1);
      expect(world.opening().settings.deviceId).toBe(desk.deviceId);
      await world.refuse('microphone-busy');
    }
    expect(world.replaced()).toEqual(['Laptop lost']);
  });

  it('is not waited for when the user wants it now', async () => {
    const world = await liveWorld();
    await world.pullOut(world.first, desk);
    await world.refuse('microphone-busy');
    world.runner.retry();
    await world.settle();
    expect(world.openings).toHaveLength(3);
  });

  it('is not opened over and over where it ends as soon as it is open', async () => {
    const world = await liveWorld();
    await world.pullOut(world.first, desk, laptop);
    for (let times = 0; times < 60; times += 1) {
      const pending = world.opening();
      const opened = fakeMicrophone(pending.settings.deviceId);
      pending.resolve(opened.microphone);
      await world.settle();
      if (pending.settings.deviceId === desk.deviceId) opened.tell('microphone-ended');
      await vi.advanceTimersByTimeAsync(1000);
    }
    expect(world.openings.length).toBeLessThan(20);
    expect(world.runner.state()).toMatchObject({ phase: 'live' });
  });
});

describe('a microphone that was found by its name', () => {
  const moved = { ...desk, deviceId: 'desk at another port' };
  const named = { ...chosen('an id of another profile'), label: desk.label };

  /** A live session over the device that has the wanted name, and an id that the settings do not know. */
  async function foundWorld(microphone = named) {
    const world = await liveWorld({ microphone }, desk.deviceId);
    const plugIn = async (...devices: MicrophoneDevice[]) => {
      await vi.advanceTimersByTimeAsync(5000);
      world.plug(...devices);
      await world.settle();
    };
    return { ...world, plugIn };
  }

  it.each([
    ['an unknown id', named],
    ['no id, as a policy may', { ...chosen(''), label: desk.label }],
  ])(
    'is the wanted one, also where the settings have %s: other devices come and go',
    async (_what, settings) => {
      const world = await foundWorld(settings);
      await world.plugIn(desk, laptop, camera);
      await world.plugIn(desk);
      expect(world.openings.length).toBe(1);
      expect(world.first.microphone.close).not.toHaveBeenCalled();
    },
  );

  it('is taken again where it comes back with another id', async () => {
    const world = await foundWorld();
    await world.plugIn(laptop);
    expect(world.openings.at(-1)?.settings).toMatchObject({ deviceId: laptop.deviceId, label: '' });
    world.opening().resolve(fakeMicrophone(laptop.label).microphone);
    await world.plugIn(laptop, moved);
    expect(world.openings.at(-1)?.settings).toMatchObject({ deviceId: moved.deviceId, label: desk.label });
    world.opening().resolve(fakeMicrophone(desk.label, moved.deviceId).microphone);
    await world.plugIn(laptop, moved, camera);
    expect(world.openings.length).toBe(3);
    expect(world.events.filter(({ kind }) => kind === 'microphone-replaced')).toMatchObject([
      { label: laptop.label, why: 'lost' },
      { label: desk.label, why: 'returned' },
    ]);
  });

  it('is not the system’s choice where two have its name', async () => {
    const world = await foundWorld();
    await world.plugIn(laptop);
    world.opening().resolve(fakeMicrophone(laptop.label).microphone);
    await world.plugIn(laptop, moved, { ...moved, deviceId: 'its twin' });
    expect(world.openings.length).toBe(2);
  });

  it('is not opened anew where its name is learned, or its old id is replaced by the settings', async () => {
    const world = await foundWorld({ ...chosen(desk.deviceId) });
    world.runner.useMicrophone({ ...chosen(desk.deviceId), label: desk.label });
    await world.plugIn(laptop);
    world.opening().resolve(fakeMicrophone(laptop.label).microphone);
    await world.plugIn(laptop, moved);
    expect(world.openings.map(({ settings }) => settings.deviceId)).toEqual([
      desk.deviceId,
      laptop.deviceId,
      moved.deviceId,
    ]);
  });
});

describe('the system’s default', () => {
  const fallback = { ...device('default'), groupId: laptop.groupId };
  const asBefore = { ...device('default'), groupId: 'group of Headset' };

  it('is opened anew where it is lost, and that is no trouble: it is what was asked for', async () => {
    const world = await liveWorld({ microphone: chosen('') });
    await world.pullOut(world.first, fallback, laptop);
    world.opening().resolve(fakeMicrophone('Laptop').microphone);
    await world.settle();
    expect(world.asked()).toEqual(['', '']);
    expect(world.trouble()).toBeNull();
    expect(world.replaced()).toEqual(['Laptop lost']);
  });

  it('is opened anew when it is the device again that it was', async () => {
    const world = sessionWorld();
    world.runner.start(startRequest(undefined, { recovery: recover }));
    const first = fakeMicrophone('Headset');
    world.opening().resolve(first.microphone);
    await vi.advanceTimersByTimeAsync(5000);
    world.has(fallback, laptop);
    first.tell('microphone-ended');
    await vi.advanceTimersByTimeAsync(0);
    world.opening().resolve(fakeMicrophone('Laptop').microphone);
    await vi.advanceTimersByTimeAsync(0);
    world.plug(fallback, laptop, camera);
    await vi.advanceTimersByTimeAsync(0);
    expect(world.openings).toHaveLength(2);
    world.plug(asBefore, laptop, device('Headset'));
    await vi.advanceTimersByTimeAsync(0);
    world.opening().resolve(fakeMicrophone('Headset').microphone);
    await vi.advanceTimersByTimeAsync(0);
    expect(world.openings).toHaveLength(3);
    expect(world.events.at(-1)).toMatchObject({ kind: 'microphone-replaced', why: 'returned' });
  });
});

describe('a microphone that the user chooses while live', () => {
  it.each<[string, Partial<StartRequest>]>([
    ['recovers', {}],
    ['stops and tells', { recovery: { mode: 'stop-and-tell', giveUpAfterMs: null } }],
  ])(
    'and that does not open is reported where the session %s; the earlier one stays',
    async (_name, request) => {
      const world = await liveWorld(request);
      world.runner.useMicrophone(chosen('Camera'));
      await world.settle();
      await world.refuse('microphone-busy');
      expect(world.trouble()).toEqual({
        failure: { reason: 'microphone-busy' },
        standIn: 'Desk microphone',
      });
      expect(world.first.microphone.close).not.toHaveBeenCalled();
      expect(world.kinds().at(-1)).toBe('microphone-replacement-failed');

      world.has(desk, camera);
      world.runner.retry();
      await world.settle();
      await world.open();
      expect(world.trouble()).toBeNull();
      expect(world.replaced()).toEqual(['Camera chosen']);
    },
  );

  it('and that is not there takes over when it is plugged in', async () => {
    const world = await liveWorld();
    world.runner.useMicrophone(chosen('Camera'));
    await world.settle();
    await world.refuse('microphone-missing');
    world.plug(desk, camera);
    await world.settle();
    await world.open();
    expect(world.replaced()).toEqual(['Camera chosen']);
  });

  it('is no trouble any more when another one is chosen that opens', async () => {
    const world = await liveWorld();
    world.runner.useMicrophone(chosen('Camera'));
    await world.settle();
    await world.refuse('microphone-busy');
    world.runner.useMicrophone(chosen('Laptop'));
    await world.settle();
    await world.open();
    expect(world.trouble()).toBeNull();
    world.plug(desk, laptop, camera);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(world.replaced()).toEqual(['Laptop chosen']);
  });
});

describe('whatever happens to microphones', () => {
  type Step =
    | { do: 'plug'; devices: MicrophoneDevice[] }
    | { do: 'end' | 'open' | 'wait' | 'retry' }
    | { do: 'refuse'; reason: FailureReason & `microphone-${'busy' | 'missing'}` }
    | { do: 'choose'; deviceId: string };
  const step: fc.Arbitrary<Step> = fc.oneof(
    fc.subarray([desk, laptop, camera]).map((devices): Step => ({ do: 'plug', devices })),
    fc.constantFrom<Step>(
      { do: 'end' },
      { do: 'open' },
      { do: 'wait' },
      { do: 'retry' },
      { do: 'refuse', reason: 'microphone-busy' },
      { do: 'refuse', reason: 'microphone-missing' },
      { do: 'choose', deviceId: '' },
      { do: 'choose', deviceId: 'Camera' },
    ),
  );

  it('at most two are open, one when nothing is under way, and none nor any timer after Stop', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const world = await liveWorld();
        const opened = [world.first];
        const settled = new Set([world.openings[0]]);
        const isOpen = ({ microphone }: typeof world.first) =>
          vi.mocked(microphone.close).mock.calls.length === 0;
        for (const each of steps) {
          const pending = world.openings.find((opening) => !settled.has(opening));
          if (each.do === 'plug') world.plug(...each.devices);
          if (each.do === 'end') opened.findLast(isOpen)?.tell('microphone-ended');
          if (each.do === 'retry') world.runner.retry();
          if (each.do === 'choose') world.runner.useMicrophone(chosen(each.deviceId));
          if (each.do === 'wait') await vi.advanceTimersByTimeAsync(40_000);
          if (pending && (each.do === 'open' || each.do === 'refuse')) {
            settled.add(pending);
            if (each.do === 'refuse') pending.reject(new FailureError({ reason: each.reason }));
            else {
              const microphone = fakeMicrophone(pending.settings.deviceId);
              opened.push(microphone);
              pending.resolve(microphone.microphone);
            }
          }
          await world.settle();
          const open = opened.filter(isOpen);
          expect(open.length).toBeLessThanOrEqual(1);
          const state = world.runner.state();
          expect(state.phase).toBe('live');
          const sent = world.connection().track;
          const silence = world.silences.findLast(({ close }) => close.mock.calls.length === 0);
          if (open[0]) expect(sent).toBe(open[0].track.clones[0]);
          if (silence) expect(sent).toBe(silence.track);
          expect(state).toMatchObject({ running: { microphone: silence ? 'missing' : 'sounding' } });
        }
        world.runner.stop();
        await vi.advanceTimersByTimeAsync(0);
        expect(opened.filter(isOpen)).toEqual([]);
        expect(world.silences.every(({ close }) => close.mock.calls.length === 1)).toBe(true);
        expect(world.deviceFollowers.size).toBe(0);
        expect(vi.getTimerCount()).toBe(0);
      }),
    );
  });
});
