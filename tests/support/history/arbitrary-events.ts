import fc from 'fast-check';
import { connectionStatuses } from '../../../utils/domain/connection-status.ts';
import type { Failure } from '../../../utils/domain/failure.ts';
import type {
  EventBody,
  SessionEvent,
  SessionEventBody,
  SessionEventKind,
} from '../../../utils/domain/session-event.ts';

type Members<Kind extends SessionEventKind> = {
  [Name in keyof Omit<EventBody<Kind>, 'kind'>]: fc.Arbitrary<EventBody<Kind>[Name]>;
};

const text = fc.string({ maxLength: 30, unit: 'grapheme' });
const count = fc.nat(10_000);
const ms = fc.integer({ min: -5, max: 10_000_000 });
const orNull = <Value>(value: fc.Arbitrary<Value>) => fc.option(value);
const status = fc.constantFrom(...connectionStatuses);
const failure: fc.Arbitrary<Failure> = fc.oneof(
  fc.constantFrom<Failure>(
    { reason: 'server-ended' },
    { reason: 'microphone-missing' },
    { reason: 'host-gone' },
  ),
  fc.record({ reason: fc.constant('server-redirected' as const), origin: text }),
  fc.record({ reason: fc.constant('connection-lost' as const), status }),
  fc.record({ reason: fc.constant('server-overloaded' as const), retryAfterMs: orNull(count) }),
  fc.record({
    reason: fc.constant('frames-failing' as const),
    cause: fc.constantFrom('no-frame', 'queue-full'),
    count,
  }),
);
const warning = fc.constantFrom(
  'high-round-trip-time',
  'high-jitter',
  'high-loss',
  'low-bitrate',
  'silent-microphone',
);
const figure = fc.double({ min: 0, max: 1e6, noNaN: true });
const rollOver = fc.constantFrom('turn-expiry', 'session-limit', 'network-changed');
const label = { label: text, sampleRate: orNull(fc.constantFrom(44_100, 48_000)) };

/** Any content of every kind of event that there is. */
const members = {
  'session-started': {
    profile: fc.record({
      id: fc.constant('studio'),
      name: text,
      kind: fc.constantFrom('loopback', 'whip', 'json-offer', 'openai-realtime'),
    }),
    serverOrigin: orNull(fc.webUrl().map((url) => new URL(url).origin)),
    iceServerCount: count,
    iceTransportPolicy: fc.constantFrom('all', 'relay'),
    watch: fc.record({ errorThreshold: count, checkIntervalMs: count, connectDeadlineMs: count }),
    recovery: fc.record({ mode: fc.constantFrom('recover', 'stop-and-tell'), giveUpAfterMs: orNull(count) }),
  },
  'microphone-acquired': label,
  'microphone-replaced': { ...label, why: fc.constantFrom('lost', 'returned') },
  'microphone-replacement-failed': { failure },
  'microphone-condition-changed': { condition: fc.constantFrom('sounding', 'muted', 'silent') },
  'mute-changed': { muted: fc.boolean() },
  'answer-applied': { afterMs: ms },
  'profile-learned': {
    profileId: fc.constant('studio'),
    facts: fc.constantFrom({}, { onePublisher: true }, { transportFeedback: false, trickleRefused: true }),
  },
  'ice-server-failed': { url: text, errorCode: count, errorText: text },
  'connection-status-changed': {
    status,
    connectionState: status,
    iceConnectionState: fc.constantFrom('checking', 'failed'),
  },
  'candidate-pair-selected': {
    pair: fc.record(
      { localType: text, remoteType: text, protocol: text, relayProtocol: orNull(text), relayUrl: text },
      { requiredKeys: ['localType', 'remoteType', 'protocol', 'relayProtocol'] },
    ),
  },
  'codec-selected': {
    codec: fc.record({ mimeType: text, clockRate: orNull(count), channels: orNull(count) }),
  },
  live: { afterMs: ms },
  'connection-lost': { status, lastHeardMsAgo: orNull(ms) },
  'recovery-began': {
    cause: fc.constantFrom('link-silent', 'closed', 'server-ended', 'replaced'),
    lastHeardMsAgo: orNull(ms),
    interruption: count,
  },
  'attempt-began': { attempt: count },
  'attempt-failed': { attempt: count, failure, nextInMs: orNull(ms) },
  recovered: {
    by: fc.constantFrom('itself', 'ice-restart', 'new-connection'),
    afterMs: ms,
    attempts: count,
    interruptedMs: ms,
  },
  'ice-restart-began': {},
  'ice-restart-failed': {},
  'roll-over-began': { cause: rollOver },
  'rolled-over': { cause: rollOver, afterMs: ms },
  'roll-over-failed': { cause: rollOver, failure, nextInMs: orNull(ms) },
  'turn-credentials-expiring': { inMs: ms },
  'network-changed': { online: fc.boolean() },
  'clock-jumped': { byMs: ms },
  'warning-raised': { warning, figure },
  'warning-cleared': { warning, figure, worst: figure, afterMs: ms, why: fc.constantFrom('moot', 'end') },
  'session-resumed': { holeMs: ms },
  'frames-counted': {
    counts: fc.record({
      handedOn: count,
      failed: fc.record({
        'no-frame': count,
        'queue-full': count,
        'consumer-threw': count,
        disconnected: count,
      }),
      dropped: count,
      consecutiveErrors: count,
    }),
  },
  'server-message-received': { message: fc.constantFrom('peer-left', 'stream-ended', 'error') },
  'texts-counted': { deltas: count, completed: count, failed: count },
  'stop-requested': {},
  'session-failed': { failure },
  'session-ended': { by: fc.constantFrom('user', 'failure', 'interruption'), durationMs: ms },
  'worker-resumed': {},
} as const satisfies { [Kind in SessionEventKind]: Members<Kind> };

const body = fc.oneof(
  ...Object.entries(members).map(([kind, arbitraries]) =>
    fc.record({ kind: fc.constant(kind), ...arbitraries }),
  ),
) as fc.Arbitrary<SessionEventBody>;

/** Logs of one session, numbered by one writer, with moments in any order. */
export function arbitraryLog(sessionId: string, startedAt: number): fc.Arbitrary<SessionEvent[]> {
  return fc.array(fc.tuple(fc.nat(3_600_000), body), { minLength: 1, maxLength: 30 }).map((timed) =>
    timed.map(([after, each], index): SessionEvent => {
      return { sessionId, writer: 'host', seq: index + 1, at: startedAt + after, ...each };
    }),
  );
}
