import { browserEdges } from '../../../../utils/async/edges.ts';
import type { SessionEventBody } from '../../../../utils/domain/log/session-event.ts';
import type { Failure } from '../../../../utils/domain/failure/failure.ts';
import type { LearnedFacts } from '../../../../utils/domain/profiles/learned-facts.ts';
import type { Profile } from '../../../../utils/domain/profiles/profile.ts';
import { profileOrigins } from '../../../../utils/domain/profiles/profile-origins.ts';
import { hostPermission } from '../../../../utils/domain/profiles/server-url.ts';
import { defaultSettings } from '../../../../utils/domain/settings/settings.ts';
import { createConnection, type ConnectionFact } from '../../../../utils/host/connections/connection.ts';
import { createSignalling } from '../../../../utils/signalling/create-signalling.ts';
import {
  type createRealPeers,
  inStep,
  listenForSound,
  RealMediaStream,
  RealPeerConnection,
} from '../../../unit/signalling/real-peers.ts';
import { jsonOfferProfile, openAiProfile, whipProfile } from '../../browser/profiles.ts';
import type { WhipServer } from '../whip-server.ts';
import { fetchAsExtension } from './fetch-as-extension.ts';
import type { Asked, Behaviour, Exchange } from './behaviour.ts';

/** Milliseconds; the product repeats an offer when no connection was made within a third of them. */
const usualDeadlineMs = 6000;

/** A profile of each exchange, at the one fake server. */
export function profileFor(
  exchange: Exchange,
  server: WhipServer,
  { token = '', username, sessionUrls }: Behaviour,
): Profile {
  const named = username === undefined ? {} : { username };
  switch (exchange) {
    case 'whip':
      return whipProfile({ url: server.url, token, ...named, ...(sessionUrls && { sessionUrls }) });
    case 'json':
      return jsonOfferProfile({ url: server.url, token, ...named });
    case 'pipecat':
    case 'fastrtc':
      return jsonOfferProfile({ variant: exchange, url: server.url, token, ...named });
    case 'openai':
      return openAiProfile({
        url: `${server.origin}/v1/realtime/calls`,
        credentialType: 'secret',
        credential: token,
        ...named,
      });
  }
}

/**
 * Makes one Start with the product's own signalling and libwebrtc, and closes it once its media is acknowledged or it
 * has failed.
 */
export async function startAt(
  server: WhipServer,
  peers: ReturnType<typeof createRealPeers>,
  profile: Profile,
  learned: LearnedFacts = {},
  connectDeadlineMs = usualDeadlineMs,
  otherHosts: readonly string[] = [],
) {
  const { watch, attention, microphone } = defaultSettings();
  const request = {
    profile,
    learned,
    granted: [...profileOrigins([profile]), ...otherHosts.map((host) => hostPermission(`http://${host}`))],
    attention,
    microphone,
    microphoneWasGranted: true,
    recovery: { mode: 'recover', giveUpAfterMs: null } as const,
    watch: { ...watch, connectDeadlineMs },
  };
  const before = { requests: server.requests.length, sessions: server.sessions.length };
  const events: SessionEventBody[] = [];
  const end = Promise.withResolvers<'live' | Failure>();
  let deadline: ReturnType<typeof setTimeout> | undefined;
  /** The deadline counts from the first answer on, which may take long on a busy machine. */
  const endWithin = (ms: number) => {
    clearTimeout(deadline);
    deadline = setTimeout(() => end.resolve(connection.connectFailure()), ms);
  };
  let isAnswered = false;
  const fetchAndCount: typeof fetch = async (...given) => {
    const response = await fetchAsExtension(...given);
    if (!isAnswered) endWithin(connectDeadlineMs);
    isAnswered = true;
    return response;
  };
  let known = learned;
  const onFact = (fact: ConnectionFact) => {
    if (fact.type === 'media-acknowledged') end.resolve('live');
    if (fact.type === 'failed') end.resolve(fact.failure);
  };
  const connection = createConnection(
    request,
    learned,
    {
      createSignalling: (given, facts, handlers) =>
        createSignalling(given, {
          ...browserEdges,
          fetch: fetchAndCount,
          RTCPeerConnection: RealPeerConnection,
          listen: listenForSound,
          playMuted: () => () => undefined,
          onWhipSession: () => undefined,
          learned: facts,
          ...handlers,
        }),
      takeCertificate: () => undefined,
      createPeerConnection: (configuration) => inStep(peers.createPeer(configuration)),
      takesNack: () => Promise.resolve(true),
      audioCodecs: () => [],
      createMediaStream: () => new RealMediaStream(),
      ...browserEdges,
      proved: new Set(),
      postDeadlineMs: Math.max(usualDeadlineMs, connectDeadlineMs),
    },
    {
      observe: (event) => events.push(event),
      onLearned: (found) => (known = found),
      onProtectionRefused: () => (known = { ...known, lossProtectionRefused: true }),
      onText: () => undefined,
      onServerEnded: () => undefined,
      onFact,
    },
  );
  endWithin(Math.max(usualDeadlineMs, connectDeadlineMs));
  connection.open(peers.createTone());
  const ended = await end.promise;
  clearTimeout(deadline);
  await connection.close();

  const requests = server.requests.slice(before.requests);
  const deleted = requests.flatMap(({ method, path }) => (method === 'DELETE' ? [path] : []));
  const sessions = server.sessions.slice(before.sessions);
  return {
    ended,
    requests,
    asked: requests.flatMap(({ method, body }): Asked[] => {
      if (body.includes('"ice-candidate"')) return ['PATCH'];
      if (method === 'POST') return [body.includes('m=application ') ? 'POST with' : 'POST without'];
      return method === 'DELETE' || method === 'PATCH' ? [method] : [];
    }),
    repeated: events.flatMap((event) =>
      event.kind === 'offer-repeated' ? [[event.without, event.failure.reason] as const] : [],
    ),
    events,
    /** The sessions that the server opened and was never asked to close. */
    left: sessions.filter(({ path }) => !deleted.includes(path)).length,
    learned: known,
  };
}
