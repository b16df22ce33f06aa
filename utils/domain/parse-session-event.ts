import * as v from 'valibot';
import { connectionStatuses } from './connection-status.ts';
import type { frameErrorCauses } from './failure.ts';
import { failureSchema } from './parse-failure.ts';
import { finiteNumber, identifier, moment, shortText, wholeNumber } from './plain-data.ts';
import type { EventBody, EventWriter, SessionEventBody, SessionEventKind } from './session-event.ts';

type Members<Kind extends SessionEventKind> = Omit<EventBody<Kind>, 'kind'>;
type Schemas<Kind extends SessionEventKind> = {
  [Name in keyof Members<Kind>]-?: v.GenericSchema<unknown, Exclude<Members<Kind>[Name], undefined>>;
};

const none = {};
const flag = v.exactOptional(v.literal(true));
const profileKind = v.picklist(['loopback', 'whip', 'json-offer', 'openai-realtime']);
const rollOverCause = v.picklist(['turn-expiry', 'session-limit', 'network-changed']);
const status = v.picklist(connectionStatuses);
const warning = v.picklist([
  'high-round-trip-time',
  'high-jitter',
  'high-loss',
  'low-bitrate',
  'silent-microphone',
]);
const microphone = { label: shortText, sampleRate: v.nullable(finiteNumber) };
const counts = v.strictObject({
  handedOn: wholeNumber,
  failed: v.strictObject({
    'no-frame': wholeNumber,
    'queue-full': wholeNumber,
    'consumer-threw': wholeNumber,
    disconnected: wholeNumber,
  } satisfies Record<(typeof frameErrorCauses)[number], typeof wholeNumber>),
  dropped: wholeNumber,
  consecutiveErrors: wholeNumber,
});

/** What each kind of event comes with: one for every kind there is. */
const members = {
  'session-started': {
    profile: v.strictObject({ id: identifier, name: shortText, kind: profileKind }),
    serverOrigin: v.nullable(shortText),
    iceServerCount: wholeNumber,
    iceTransportPolicy: v.picklist(['all', 'relay']),
    watch: v.strictObject({
      errorThreshold: wholeNumber,
      checkIntervalMs: wholeNumber,
      connectDeadlineMs: wholeNumber,
    }),
    recovery: v.exactOptional(
      v.strictObject({
        mode: v.picklist(['recover', 'stop-and-tell']),
        giveUpAfterMs: v.nullable(wholeNumber),
      }),
    ),
  },
  'microphone-acquired': microphone,
  'microphone-replaced': { ...microphone, why: v.exactOptional(v.picklist(['lost', 'returned'])) },
  'microphone-replacement-failed': { failure: failureSchema },
  'microphone-condition-changed': { condition: v.picklist(['sounding', 'muted', 'silent']) },
  'mute-changed': { muted: v.boolean() },
  'answer-applied': { afterMs: finiteNumber },
  'profile-learned': {
    profileId: identifier,
    facts: v.strictObject({
      trickleRefused: flag,
      announcesNoIceServers: flag,
      dataChannelRefused: flag,
      transportFeedback: v.exactOptional(v.boolean()),
      iceRestartRefused: flag,
      onePublisher: flag,
    }),
  },
  'ice-server-failed': { url: shortText, errorCode: wholeNumber, errorText: shortText },
  'connection-status-changed': {
    status,
    connectionState: v.picklist(['new', 'connecting', 'connected', 'disconnected', 'failed', 'closed']),
    iceConnectionState: v.picklist([
      ...['new', 'checking', 'connected', 'completed', 'disconnected', 'failed', 'closed'],
    ] as const as readonly RTCIceConnectionState[]),
  },
  'candidate-pair-selected': {
    pair: v.strictObject({
      localType: shortText,
      remoteType: shortText,
      protocol: shortText,
      relayProtocol: v.nullable(shortText),
      relayUrl: v.exactOptional(shortText),
    }),
  },
  'codec-selected': {
    codec: v.strictObject({
      mimeType: shortText,
      clockRate: v.nullable(finiteNumber),
      channels: v.nullable(wholeNumber),
    }),
  },
  live: { afterMs: finiteNumber },
  'connection-lost': { status, lastHeardMsAgo: v.nullable(finiteNumber) },
  'recovery-began': {
    cause: v.picklist([
      'link-silent',
      'network-lost',
      'disconnected',
      'failed',
      'closed',
      'server-ended',
      'replaced',
    ]),
    lastHeardMsAgo: v.nullable(finiteNumber),
    interruption: wholeNumber,
  },
  'attempt-began': { attempt: wholeNumber },
  'attempt-failed': { attempt: wholeNumber, failure: failureSchema, nextInMs: v.nullable(finiteNumber) },
  recovered: {
    by: v.picklist(['itself', 'ice-restart', 'new-connection']),
    afterMs: finiteNumber,
    attempts: wholeNumber,
    interruptedMs: finiteNumber,
  },
  'ice-restart-began': none,
  'ice-restart-failed': none,
  'roll-over-began': { cause: rollOverCause },
  'rolled-over': { cause: rollOverCause, afterMs: finiteNumber },
  'roll-over-failed': { cause: rollOverCause, failure: failureSchema, nextInMs: v.nullable(finiteNumber) },
  'turn-credentials-expiring': { inMs: finiteNumber },
  'network-changed': { online: v.boolean() },
  'clock-jumped': { byMs: finiteNumber },
  'warning-raised': { warning, figure: finiteNumber },
  'warning-cleared': {
    warning,
    figure: finiteNumber,
    worst: finiteNumber,
    afterMs: finiteNumber,
    why: v.exactOptional(v.picklist(['moot', 'end'])),
  },
  'session-resumed': { holeMs: finiteNumber },
  'frames-counted': { counts },
  'server-message-received': { message: v.picklist(['peer-left', 'stream-ended', 'error']) },
  'texts-counted': { deltas: wholeNumber, completed: wholeNumber, failed: wholeNumber },
  'stop-requested': none,
  'session-failed': { failure: failureSchema },
  'session-ended': { by: v.picklist(['user', 'failure', 'interruption']), durationMs: finiteNumber },
  'worker-resumed': none,
} satisfies { [Kind in SessionEventKind]: Schemas<Kind> };

/** An event as it is exported: all but its session. */
export type BareEvent = { writer: EventWriter; seq: number; at: number } & SessionEventBody;

const common = {
  writer: v.picklist(['host', 'worker']),
  seq: v.pipe(wholeNumber, v.minValue(1)),
  at: moment,
};

/** A line of a session's log of unknown origin. What it says may be a lie, but it has the shape of the truth. */
export const bareEventSchema = v.variant(
  'kind',
  Object.entries(members).map(([kind, entries]) =>
    v.strictObject({ kind: v.literal(kind), ...common, ...entries }),
  ),
) as unknown as v.GenericSchema<unknown, BareEvent>;
