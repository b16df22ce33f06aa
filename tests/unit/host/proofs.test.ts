import type { TextMessage } from '../../../utils/domain/transcript/text-message.ts';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { arbitraryBody } from '../../support/history/arbitrary-events.ts';
import { projectSession } from '../../../utils/history/rows/session-projection.ts';
import { sessionStory } from '../../../utils/domain/past/session-story.ts';
import type { ProofName } from '../../../utils/domain/samples/proofs.ts';
import { measured, sessionWorld, startRequest } from './session-world.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

type World = ReturnType<typeof sessionWorld>;

/** A session that has been live for some seconds in which nothing came and nothing left. */
async function quietWorld(): Promise<World> {
  const world = sessionWorld();
  world.runner.start(startRequest());
  await world.goLive();
  const connection = world.connection();
  connection.getStats = () => Promise.resolve(connection.report);
  await vi.advanceTimersByTimeAsync(5000);
  return world;
}

/** Changes the figures of the connection in use as the browser would, without any acknowledgement. */
function figures(world: World, type: string, change: Record<string, number>): void {
  const { report } = world.connection();
  const entry = [...report.values()].find((each) => (each as { type: string }).type === type);
  if (!entry) throw new Error(`no ${type}`);
  const values = entry as Record<string, number>;
  for (const [name, by] of Object.entries(change)) values[name] = (values[name] ?? 0) + by;
}

const text = (isFinal: boolean, said = 'one'): TextMessage => ({
  type: 'text',
  text: said,
  isMore: false,
  isFinal,
});

/** What happens around a session, and the proofs that it is; most of it is none. */
const happenings: Record<string, { proves?: ProofName; happen: (world: World) => void }> = {
  'a voice': {
    proves: 'captured',
    happen: (world) => world.puller().onMeasured(measured({ capturedAt: Date.now(), spokeAt: Date.now() })),
  },
  'noise of the microphone': { happen: (world) => world.puller().onMeasured(measured({ level: 0.3 })) },
  'a voice during a mute': {
    happen: (world) => world.puller().onMeasured(measured({ spokeAt: Date.now() })),
  },
  'a report that somebody spoke': { happen: (world) => world.puller().onSpeech() },
  'a report that somebody spoke while muted': { happen: (world) => world.puller().onSpokeWhileMuted() },
  'a microphone that sounds': { happen: (world) => world.puller().onCondition('sounding') },
  'a microphone that is silent': { happen: (world) => world.puller().onCondition('silent') },
  'packets that leave': {
    proves: 'sent',
    happen: (world) => figures(world, 'outbound-rtp', { packetsSent: 50 }),
  },
  'bytes without a packet': { happen: (world) => figures(world, 'outbound-rtp', { bytesSent: 5000 }) },
  'an answer to a connectivity check': {
    proves: 'heard',
    happen: (world) => figures(world, 'candidate-pair', { responsesReceived: 1 }),
  },
  'a connectivity check of ours': {
    happen: (world) => figures(world, 'candidate-pair', { requestsSent: 1, bytesSent: 100 }),
  },
  'a connectivity check of theirs': {
    happen: (world) => figures(world, 'candidate-pair', { requestsReceived: 1, bytesReceived: 100 }),
  },
  'a single packet': { happen: (world) => figures(world, 'candidate-pair', { packetsReceived: 1 }) },
  'the beginning of a text': {
    proves: 'understood',
    happen: (world) => world.signalling().onText(text(false)),
  },
  'a text': { proves: 'understood', happen: (world) => world.signalling().onText(text(true)) },
  'a note of silence': {
    happen: (world) => world.signalling().onText(text(true, '[BLANK_AUDIO]')),
  },
  'signs without a word': {
    happen: (world) => world.signalling().onText(text(true, ' … ')),
  },
  'a message that was not read': { happen: (world) => world.signalling().onText({ type: 'refused' }) },
  'a voice that the server says began': {
    happen: (world) =>
      world.signalling().onText({ type: 'voice', id: '1', times: { clock: 'item', from: 0 } }),
  },
  'another round trip of the pair': {
    happen: (world) => figures(world, 'candidate-pair', { currentRoundTripTime: 0.01 }),
  },
  'a request for consent': {
    happen: (world) => figures(world, 'candidate-pair', { consentRequestsSent: 1 }),
  },
  'packets that wait to leave': {
    happen: (world) => figures(world, 'outbound-rtp', { totalPacketSendDelay: 0.5, targetBitrate: 1000 }),
  },
  'a text that failed': { happen: (world) => world.signalling().onText({ type: 'failed' }) },
  'an error of the server': { happen: (world) => world.signalling().onServerMessage('error') },
  'a mute': { happen: (world) => world.runner.setMuted(true) },
  'an unmute': { happen: (world) => world.runner.setMuted(false) },
  'a network that is back': { happen: (world) => world.tellNetwork('online') },
};

it.each(['captured', 'sent', 'heard', 'understood'] as const)(
  'nothing but its own evidence renews the proof of what is %s',
  async (proof) => {
    const others = Object.keys(happenings).filter((name) => happenings[name]?.proves !== proof);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...others), { maxLength: 12 }), async (names) => {
        const world = await quietWorld();
        const before = world.heldProofs()[proof];
        for (const name of names) {
          happenings[name]?.happen(world);
          // A single packet now and then is no answer; several at once would be.
          await vi.advanceTimersByTimeAsync(1000);
        }
        expect(world.heldProofs()[proof]).toBe(before);
        world.runner.stop();
        await vi.advanceTimersByTimeAsync(5000);
      }),
      { numRuns: 25 },
    );
  },
);

it.each(Object.entries(happenings).filter(([, { proves }]) => proves))(
  'is a proof: %s',
  async (_name, { proves = 'sent', happen }) => {
    const world = await quietWorld();
    const before = world.heldProofs()[proves];
    happen(world);
    await vi.advanceTimersByTimeAsync(1000);
    expect(world.heldProofs()[proves]).toBeGreaterThan(before ?? 0);
  },
);

/** The sentences that say that a session was live. */
const saysLive = [
  'live-so-far',
  'live-stopped',
  'live-cut-off',
  'live-failed',
  'held',
  'no-warning',
  'slow-start',
];

it('a session of the history was live only where its log has a moment at which it became so', () => {
  const bodies = arbitraryBody.filter(({ kind }) => kind !== 'live' && kind !== 'recovered');
  fc.assert(
    fc.property(fc.array(bodies, { minLength: 1, maxLength: 30 }), (log) => {
      const events = log.map((body, index) => ({
        sessionId: 'one',
        writer: 'host' as const,
        seq: index + 1,
        at: 1_000_000 + index * 500,
        ...body,
      }));
      const row = projectSession(events);
      expect(row?.liveAt).toBeNull();
      expect(row?.bands.filter(({ kind }) => kind === 'live' || kind === 'warned')).toEqual([]);
      const says: string[] = sessionStory(events, 2_000_000).map(({ say }) => say);
      expect(says.filter((say) => saysLive.includes(say))).toEqual([]);
    }),
  );
});
