import fc from 'fast-check';
import { expect, it } from 'vitest';
import { browserEdges } from '../../../utils/async/edges.ts';
import { FailureError } from '../../../utils/domain/failure/failure.ts';
import type { LearnedFacts } from '../../../utils/domain/profiles/learned-facts.ts';
import { leftOutParts, partToLeaveOut } from '../../../utils/domain/profiles/left-out.ts';
import { createSignalling } from '../../../utils/signalling/create-signalling.ts';
import type { SignallingDeps } from '../../../utils/signalling/port/signalling-deps.ts';
import { whipProfile } from '../../support/browser/profiles.ts';
import { createFakeServer, reply } from './fake-server.ts';
import { FakePeerConnection } from './fake-peer-connection.ts';
import { answerSdp, candidateLine, lines, offerSdp } from './sdp.ts';
import { unaborted } from './signals.ts';

/** Statuses by which servers refuse candidates that follow the offer. */
const refusals = [400, 401, 402, 403, 404, 405, 406, 410, 412, 415, 421, 426, 428, 451, 501] as const;

/** What a server cannot cope with, and how far a connection comes there that has it. */
interface Server {
  trickling: 'works' | 'no path' | (typeof refusals)[number];
  channel: 'works' | 'no path' | 'no keys' | 406 | 500;
  /** Whether nothing connects at all. */
  isDead: boolean;
}

const servers: fc.Arbitrary<Server> = fc.record({
  trickling: fc.constantFrom<Server['trickling']>('works', 'no path', ...refusals),
  channel: fc.constantFrom<Server['channel']>('works', 'no path', 'no keys', 406, 500),
  isDead: fc.boolean(),
});

const withChannel = (sdp: string) =>
  sdp + lines('m=application 9 UDP/DTLS/SCTP webrtc-datachannel', 'a=mid:1');

/** Makes Starts at a server, each with what was learned by then. Returns what each offered, and whether it came up. */
async function startAt({ trickling, channel, isDead }: Server, starts: number) {
  let learned: LearnedFacts = {};
  const told = [];
  for (let start = 0; start < starts; start += 1) {
    let current = new FakePeerConnection();
    const { fetch } = createFakeServer(({ method }) => {
      if (method === 'PATCH') return reply(typeof trickling === 'number' ? trickling : 204);
      if (method !== 'POST') return reply(200);
      const hasChannel = current.channels.length > 0;
      if (hasChannel && typeof channel === 'number') return reply(channel);
      const body = hasChannel ? withChannel(answerSdp) : answerSdp;
      return reply(201, { body, headers: { location: '/session' } });
    });
    const deps: Partial<SignallingDeps> = {
      ...browserEdges,
      fetch,
      keepalive: 'unproved',
      learned,
      onLearned: (facts) => (learned = facts),
      onWhipSession: () => undefined,
      onIceServerLeftOut: () => undefined,
    };
    const signalling = createSignalling(
      whipProfile({ url: 'https://media.example/whip' }),
      deps as SignallingDeps,
    );
    const offers: { trickled: boolean; hasChannel: boolean }[] = [];
    let isUp = false;
    for (let more = true; more;) {
      more = false;
      current = new FakePeerConnection();
      const gathering = current;
      current.onLocalDescription = () => {
        gathering.localDescription = { type: 'offer', sdp: `${offerSdp}a=${candidateLine(9)}\r\n` };
        gathering.find();
        gathering.finishGathering();
      };
      try {
        const session = await signalling.negotiate(current.asReal(), unaborted);
        const trickled = session.doubts?.trickling !== undefined;
        const hasChannel = current.channels.length > 0;
        offers.push({ trickled, hasChannel });
        const lacksPath =
          isDead || (trickled && trickling !== 'works') || (hasChannel && channel === 'no path');
        if (!lacksPath && !(hasChannel && channel === 'no keys')) {
          isUp = true;
          current.become('connected');
        } else {
          const doubtful = leftOutParts.filter((part) => session.doubts?.[part]);
          const isRefused = trickled && typeof trickling === 'number';
          const part = isRefused ? 'trickling' : partToLeaveOut(doubtful, !lacksPath);
          more = part !== null && session.doubts?.[part]?.({ reason: 'connect-timeout' }) !== undefined;
          await session.end();
        }
      } catch (error) {
        // A defect would be met again and again, since nothing is left out for it.
        if (!(error instanceof FailureError)) throw error;
        offers.push({ trickled: !learned.trickleRefused, hasChannel: current.channels.length > 0 });
        more = current.channels.length > 0;
      }
    }
    told.push({ offers, isUp, learned });
  }
  return told;
}

it('a Start comes up, by three offers at most, wherever one without the channel and all candidates in it does', () =>
  fc.assert(
    fc.asyncProperty(servers, async (server) => {
      for (const { offers, isUp } of await startAt(server, 3)) {
        expect(isUp).toBe(!server.isDead);
        expect(offers.length).toBeLessThanOrEqual(3);
      }
    }),
  ));

it('nothing is learned of a server that is not true of it, and the third Start makes one offer', () =>
  fc.assert(
    fc.asyncProperty(servers, async (server) => {
      const starts = await startAt(server, 3);
      for (const { learned } of starts) {
        const saysUnsupported = server.trickling === 405 || server.trickling === 501;
        if (learned.dataChannelRefused) expect(server.channel).not.toBe('works');
        if (learned.trickleRefused && !saysUnsupported)
          expect([server.trickling !== 'works', server.isDead]).toEqual([true, false]);
      }
      if (!server.isDead) expect(starts.at(-1)?.offers).toHaveLength(1);
    }),
  ));
