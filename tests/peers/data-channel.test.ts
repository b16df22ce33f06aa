import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { LearnedFacts } from '../../utils/domain/profiles/learned-facts.ts';
import type { SessionEventBody } from '../../utils/domain/log/session-event.ts';
import type { Profile } from '../../utils/domain/profiles/profile.ts';
import { defaultSettings } from '../../utils/domain/settings/settings.ts';
import { createLine, type LineFact } from '../../utils/host/connections/session-line.ts';
import { createSignalling } from '../../utils/signalling/create-signalling.ts';
import { jsonOfferProfile, whipProfile } from '../support/browser/profiles.ts';
import { startWhipServer, type WhipServer } from '../support/peers/whip-server.ts';
import { dataChannelFaults } from '../support/peers/whip/data-channel.ts';
import {
  createRealPeers,
  inStep,
  listenForSound,
  RealMediaStream,
  RealPeerConnection,
} from '../unit/signalling/real-peers.ts';

/** Milliseconds; the product repeats an offer when no connection was made within half of them. */
const connectDeadlineMs = 6000;

const peers = createRealPeers();
let server: WhipServer;
beforeAll(async () => {
  server = await startWhipServer({ transportFeedback: false });
});
afterEach(() => peers.closeAll());
afterAll(() => server.stop());

/** Makes one connection with the product's own signalling and libwebrtc, and closes it once its media is acknowledged. */
async function start(profile: Profile, learned: LearnedFacts) {
  const { watch, attention, microphone } = defaultSettings();
  const request = {
    profile,
    learned,
    attention,
    microphone,
    microphoneWasGranted: true,
    recovery: { mode: 'recover', giveUpAfterMs: null } as const,
    watch: { ...watch, connectDeadlineMs },
  };
  const facts: LineFact[] = [];
  const events: SessionEventBody[] = [];
  let known = learned;
  const line = createLine(
    request,
    learned,
    {
      createSignalling: (given, facts_, handlers) =>
        createSignalling(given, {
          fetch,
          RTCPeerConnection: RealPeerConnection,
          now: Date.now,
          listen: listenForSound,
          playMuted: () => () => undefined,
          onWhipSession: () => undefined,
          learned: facts_,
          ...handlers,
        }),
      takeCertificate: () => undefined,
      connection: {
        createPeerConnection: (configuration) => inStep(peers.createPeer(configuration)),
        createMediaStream: () => new RealMediaStream(),
        now: Date.now,
      },
      isKeepaliveProved: false,
    },
    {
      record: (event) => events.push(event),
      onLearned: (found) => (known = found),
      onText: () => undefined,
      onServerEnded: () => undefined,
      onFact: (fact) => facts.push(fact),
    },
  );
  const before = { requests: server.requests.length, sessions: server.sessions.length };
  line.open(peers.createTone());
  await expect
    .poll(() => facts.find(({ type }) => type === 'media-acknowledged' || type === 'failed'), {
      timeout: 10_000,
    })
    .toEqual({ type: 'media-acknowledged' });
  const sessions = server.sessions.slice(before.sessions);
  const connected = () => sessions.filter((session) => session.connectionState() === 'connected').length;
  await expect.poll(connected).toBe(1);
  await line.close();
  const requests = server.requests.slice(before.requests);
  const deleted = requests.flatMap(({ method, path }) => (method === 'DELETE' ? [path] : []));
  return {
    asked: requests.flatMap(({ method, body }) => {
      if (method === 'POST') return [body.includes('m=application ') ? 'POST with' : 'POST without'];
      return method === 'DELETE' ? ['DELETE'] : [];
    }),
    opened: sessions.length,
    deleted: sessions.filter(({ path }) => deleted.includes(path)).length,
    repeated: events.flatMap((event) => (event.kind === 'offer-repeated' ? [event.failure.reason] : [])),
    learned: known,
  };
}

const rows = Object.keys(dataChannelFaults) as (keyof typeof dataChannelFaults)[];
const profiles = [
  ['WHIP', () => whipProfile({ url: server.url })],
  ['JSON', () => jsonOfferProfile({ url: server.url })],
] as const;

/** For each fault the number of sessions that the first Start opens at the server, and why its offer was repeated. */
const expected: Record<keyof typeof dataChannelFaults, [opened: number, why: string[]]> = {
  'answers 400': [1, ['server-refused']],
  'answers 406': [1, ['server-refused']],
  'answers 415': [1, ['server-refused']],
  'answers 422': [1, ['server-refused']],
  'answers 500': [1, ['server-error']],
  'answers 501': [1, ['server-error']],
  'leaves its m-line out of the answer': [2, ['server-answer-invalid']],
  'answers its m-line with port 0': [1, []],
  'answers its m-line before the audio': [2, ['server-answer-invalid']],
  'answers with nothing that is SDP': [2, ['server-answer-invalid']],
  'answers with another password for connectivity checks': [2, ['connect-timeout']],
  'answers with the fingerprint of another certificate': [2, ['connect-timeout']],
};

describe.each(profiles)('a Start at a server of the kind %s that', (kind, profile) => {
  /** A WHIP session is ended by DELETE; the JSON exchange has no request for that. */
  const goodbye = kind === 'WHIP' ? ['DELETE'] : [];

  it('takes a data channel makes one session', async () => {
    server.options.dataChannel = 'taken';
    const first = await start(profile(), {});
    expect(first.asked).toEqual(['POST with', ...goodbye]);
    expect(first).toMatchObject({ opened: 1, repeated: [], learned: { transportFeedback: false } });
    expect(first.learned).not.toHaveProperty('dataChannelRefused');
  });

  it.each(rows)('%s comes up in one go, and the next one asks once', async (fault) => {
    server.options.dataChannel = fault;
    const [opened, repeated] = expected[fault];
    const first = await start(profile(), {});
    const second = repeated.length > 0 ? [...(opened === 2 ? goodbye : []), 'POST without'] : [];
    expect(first.asked).toEqual(['POST with', ...second, ...goodbye]);
    expect(first).toMatchObject({ opened, repeated, learned: { dataChannelRefused: true } });
    if (kind === 'WHIP') expect(first.deleted).toBe(opened);
    const next = await start(profile(), first.learned);
    expect(next.asked).toEqual(['POST without', ...goodbye]);
    expect(next).toMatchObject({ opened: 1, repeated: [] });
  });
});
