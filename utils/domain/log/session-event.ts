import * as v from 'valibot';
import { connectionStatuses } from '../link/connection-status.ts';
import { repeatableKinds, type eventWeights } from './event-weight.ts';
import { failureSchema } from '../failure/failure-table.ts';
import { frameCounts } from '../frames/frame-counts.ts';
import { learnedFacts } from '../profiles/learned-facts.ts';
import { leftOutReasons } from '../profiles/ice-server-list.ts';
import { leftOutParts } from '../profiles/left-out.ts';
import { selectedCodec, selectedPair } from '../link/selected-path.ts';
import { warningCleared, warningRaised } from '../warnings/warning-events.ts';
import {
  count,
  durationMs,
  exactly,
  figure,
  identifier,
  moment,
  shortText,
  type MembersOf,
} from '../bounds/plain-data.ts';
import { catchUpRoads } from '../recovery/catch-up-roads.ts';
import { lossCauses, rollOverCauses } from '../recovery/recovery-policy.ts';
import { serverMessages } from './server-message.ts';
import { questionSubjects } from '../failure/question-subjects.ts';
import { microphoneConditions } from '../microphone/microphone-condition.ts';
import { voiceBands } from '../microphone/voice-band.ts';
import type { Settings } from '../settings/settings.ts';
import { recordingEndings } from '../recording/recording-endings.ts';
import { profileKinds } from '../profiles/profile-kinds.ts';
import { unusedSessionUrls } from '../profiles/session-url.ts';

/** The groups by which the log can be filtered. */
export const eventGroups = ['session', 'connection', 'recovery', 'microphone', 'warning'] as const;
export type EventGroup = (typeof eventGroups)[number];

/** Whether an event is good news, a warning or trouble; most events are none of these. */
export type EventTone = 'plain' | 'live' | 'warning' | 'danger';

/** A kind of event; its tone may depend on the event's members. */
interface Kind<Members extends v.ObjectEntries> {
  group: EventGroup;
  tone: EventTone | ((event: MembersOf<Members>) => EventTone);
  members: Members;
}

function kind<const Members extends v.ObjectEntries>(
  group: EventGroup,
  tone: Kind<NoInfer<Members>>['tone'],
  members: Members,
): Kind<Members> {
  return { group, tone, members };
}

const status = v.picklist(connectionStatuses);
const rollOverCause = v.picklist(rollOverCauses);
const microphone = {
  label: shortText,
  /** Earlier logs have the rate, in Hz, to which the browser resampled: it says nothing of the device. */
  sampleRate: v.exactOptional(v.nullable(figure)),
};

/**
 * The one table of the events in a session's log: for each kind the group in which the log shows it, its
 * tone, and its members. The types, the check of an import and the tests' generators come out of it; code
 * that needs only the types imports those, and so does not load the table.
 *
 * To add a kind: its line here, its weight in `event-weight.ts` and its words in `utils/texts` (the compiler
 * asks for them); and, where it changes them, `session-timeline.ts`, `session-story.ts` and
 * `session-projection.ts`. A kind or member that shipped stays, because older logs have it; a later member is
 * `v.exactOptional`, because older logs lack it.
 *
 * No tokens, no TURN credentials, no session URLs, no addresses of candidates, nothing that was spoken.
 */
export const eventKinds = {
  'session-started': kind('session', 'plain', {
    /** The version of the extension. Absent in logs from before it was kept. */
    version: v.exactOptional(shortText),
    profile: v.strictObject({ id: identifier, name: shortText, kind: v.picklist(profileKinds) }),
    /** Scheme, host and port of the server; null for loopback. */
    serverOrigin: v.nullable(shortText),
    iceServerCount: count,
    iceTransportPolicy: exactly<RTCIceTransportPolicy>()(v.picklist(['all', 'relay'])),
    watch: exactly<Settings['watch']>()(
      v.strictObject({ errorThreshold: count, checkIntervalMs: count, connectDeadlineMs: count }),
    ),
    /** Absent in logs from before there was a choice. */
    recovery: v.exactOptional(
      exactly<Settings['recovery']>()(
        v.strictObject({ mode: v.picklist(['recover', 'stop-and-tell']), giveUpAfterMs: v.nullable(count) }),
      ),
    ),
  }),
  'microphone-acquired': kind('microphone', 'plain', microphone),
  /** `why` is absent where the user chose another one. */
  'microphone-replaced': kind('microphone', 'plain', {
    ...microphone,
    why: v.exactOptional(v.picklist(['lost', 'returned'])),
  }),
  'microphone-replacement-failed': kind('microphone', 'warning', { failure: failureSchema }),
  'microphone-condition-changed': kind(
    'microphone',
    ({ condition }) => (condition === 'sounding' ? 'plain' : 'warning'),
    { condition: v.picklist(microphoneConditions) },
  ),
  /** How far up the voice of the microphone reaches; a later one is of another microphone, or wider. */
  'voice-band-measured': kind('microphone', 'plain', { band: v.picklist(voiceBands) }),
  /** `why` is absent where the user did it. */
  'mute-changed': kind('microphone', ({ why }) => (why === 'unanswered' ? 'warning' : 'plain'), {
    muted: v.boolean(),
    why: v.exactOptional(v.literal('unanswered')),
  }),
  /** The session asked whether to go on. */
  'question-asked': kind('session', 'warning', { about: v.picklist(questionSubjects) }),
  /** `settled` means that the subject of the question was over. */
  'question-closed': kind('session', ({ why }) => (why === 'unanswered' ? 'warning' : 'plain'), {
    about: v.picklist(questionSubjects),
    why: v.picklist(['answered', 'settled', 'unanswered']),
  }),
  'answer-applied': kind('connection', 'plain', { afterMs: durationMs }),
  /** A start or an attempt makes a second offer on another connection, without a part of the first one. */
  'offer-repeated': kind('connection', 'plain', {
    without: v.picklist(leftOutParts),
    failure: failureSchema,
  }),
  'profile-learned': kind('connection', 'plain', {
    profileId: identifier,
    facts: learnedFacts,
  }),
  /** The token, key or password stayed behind, because the server led on to another origin, to which it is not sent unasked. */
  'credentials-withheld': kind('connection', 'warning', { origin: shortText }),
  /** A WHIP server keeps the session at an address where nothing was asked, because it is not the profile's. */
  'session-url-unused': kind('connection', 'warning', {
    origin: shortText,
    why: v.picklist(unusedSessionUrls),
  }),
  /** A server of a list of ICE servers, which the browser would refuse or not need. */
  'ice-server-left-out': kind('connection', 'warning', {
    url: shortText,
    problem: v.picklist(leftOutReasons),
  }),
  'ice-server-failed': kind('connection', 'warning', {
    url: shortText,
    errorCode: count,
    errorText: shortText,
  }),
  'connection-status-changed': kind(
    'connection',
    (event) => (event.status === 'disconnected' || event.status === 'failed' ? 'warning' : 'plain'),
    {
      status,
      /** The two W3C states as they are (webrtc-pc sections 4.3.3 and 4.3.4). */
      connectionState: exactly<RTCPeerConnectionState>()(
        v.picklist(['new', 'connecting', 'connected', 'disconnected', 'failed', 'closed']),
      ),
      iceConnectionState: exactly<RTCIceConnectionState>()(
        v.picklist(['new', 'checking', 'connected', 'completed', 'disconnected', 'failed', 'closed']),
      ),
    },
  ),
  'candidate-pair-selected': kind('connection', 'plain', { pair: selectedPair }),
  /** Absent in older logs. */
  'codec-selected': kind('connection', 'plain', { codec: selectedCodec }),
  live: kind('session', 'live', { afterMs: durationMs }),
  'connection-lost': kind('recovery', 'danger', { status, lastHeardMsAgo: v.nullable(durationMs) }),
  /** `interruption` counts the interruptions of the session, from 1. */
  'recovery-began': kind('recovery', 'warning', {
    cause: v.picklist(lossCauses),
    lastHeardMsAgo: v.nullable(durationMs),
    interruption: count,
  }),
  'attempt-began': kind('recovery', 'plain', { attempt: count }),
  /** `nextInMs` is null where there is no next attempt. */
  'attempt-failed': kind('recovery', 'warning', {
    attempt: count,
    failure: failureSchema,
    nextInMs: v.nullable(durationMs),
  }),
  /** `interruptedMs` is the sum of all interruptions of the session so far, this one included. */
  recovered: kind('recovery', 'live', {
    by: v.picklist(['itself', 'ice-restart', 'new-connection']),
    afterMs: durationMs,
    attempts: count,
    interruptedMs: durationMs,
  }),
  /**
   * From here on a time of `fromMs` or more in which nothing is known to have arrived is told as a gap; shorter ones can't be
   * seen at this server. A log without it, of an earlier version or of a session that was never live, says nothing of gaps.
   */
  'gaps-watched': kind('connection', 'plain', { fromMs: durationMs }),
  /** Nothing that was captured in the last `unprovenMs`, or from here on, is known to have arrived. */
  'gap-began': kind('recovery', 'warning', { unprovenMs: durationMs }),
  /**
   * What is sent is known to arrive again. The gap lasted for `afterMs`; `lostMs` of it was captured and is not known to have
   * arrived: not what was muted, or slept through. `lostInAllMs` is the sum of all gaps of the session so far.
   */
  'gap-ended': kind('recovery', 'plain', {
    afterMs: durationMs,
    lostMs: durationMs,
    lostInAllMs: durationMs,
  }),
  /**
   * What was said while nothing arrived is sent now: from the moment `from` on, `behindMs` of it, `speed` times as fast as it
   * was said. `burst` sends it as it was, `stretch` with its words drawn together. The first `againMs` of it were sent before, and
   * may have arrived then, so that they may have arrived twice. The first `owedMs` of it were said in the session before, or to
   * the host before, which was cut off; absent for none.
   */
  'catch-up-began': kind('recovery', 'plain', {
    from: moment,
    behindMs: durationMs,
    againMs: durationMs,
    owedMs: v.exactOptional(durationMs),
    road: v.picklist(catchUpRoads),
    speed: figure,
  }),
  /**
   * Nothing more of it is sent: it was all sent, or the connection was lost again, or the session stops. `deliveredMs` of it were
   * sent and arrived; the last `leftMs` that were captured up to here are not sent yet, none where the session is level.
   */
  'catch-up-ended': kind('recovery', ({ leftMs }) => (leftMs > 0 ? 'plain' : 'live'), {
    deliveredMs: durationMs,
    leftMs: durationMs,
  }),
  /** Sound of the length `durationMs` that was kept to be sent, from the moment `from` on, is left out for good. */
  'backlog-dropped': kind('recovery', 'warning', { from: moment, durationMs }),
  'ice-restart-began': kind('recovery', 'plain', {}),
  'ice-restart-failed': kind('recovery', 'warning', {}),
  /** A new connection is made while the one in use still serves. */
  'roll-over-began': kind('recovery', 'plain', { cause: rollOverCause }),
  'rolled-over': kind('recovery', 'live', { cause: rollOverCause, afterMs: durationMs }),
  'roll-over-failed': kind('recovery', 'warning', {
    cause: rollOverCause,
    failure: failureSchema,
    nextInMs: v.nullable(durationMs),
  }),
  /**
   * The profile's own TURN credentials expire, which no server renews: logged once, in time for the user to
   * enter new ones.
   */
  'turn-credentials-expiring': kind('recovery', 'warning', { inMs: durationMs }),
  /** The operating system says that the network was lost or is back; the link may show otherwise. */
  'network-changed': kind('connection', 'plain', { online: v.boolean() }),
  /** The computer slept, or its clock was set. */
  'clock-jumped': kind('session', 'plain', { byMs: durationMs }),
  'warning-raised': kind('warning', 'warning', warningRaised),
  'warning-cleared': kind('warning', 'live', warningCleared),
  /**
   * Another host continues the session: nothing was sent, and nothing logged, for `holeMs`. Of the gap that lasts, `missingMs` were
   * captured before that; absent in logs of earlier versions.
   */
  'session-resumed': kind('session', 'warning', {
    holeMs: durationMs,
    missingMs: v.exactOptional(durationMs),
  }),
  /** The sound is recorded on this computer from here on. Absent in logs from before there were recordings. */
  'recording-began': kind('session', 'plain', {}),
  /** The recording ended before its session. */
  'recording-ended': kind('session', 'warning', { why: v.picklist(recordingEndings) }),
  'frames-counted': kind('session', 'plain', { counts: frameCounts }),
  /** `code` and `said` are the server's own words; `times` is how often the same came since it was logged. */
  'server-message-received': kind('connection', 'plain', {
    message: v.picklist(serverMessages),
    code: v.exactOptional(shortText),
    said: v.exactOptional(shortText),
    times: v.exactOptional(count),
  }),
  /**
   * `refused` messages were not read; `delay` is how long finished texts took after their last word, in milliseconds. Both are
   * absent for none, and in logs from before they were counted.
   */
  'texts-counted': kind('session', 'plain', {
    deltas: count,
    completed: count,
    failed: count,
    refused: v.exactOptional(count),
    delay: v.exactOptional(v.strictObject({ p50: durationMs, p95: durationMs })),
  }),
  /** `when` is there where the session ends once all that was said is sent. */
  'stop-requested': kind('session', 'plain', { when: v.optional(v.literal('delivered')) }),
  'session-failed': kind('session', 'danger', { failure: failureSchema }),
  /**
   * The session may have ended by `interruption`: the browser was ended in the middle, and `durationMs` counts to
   * the last known moment. Of what was sent in the last `unprovenMs` before the end of the sound nothing shows that it arrived,
   * though that was waited for; absent where it did, or nobody waited.
   */
  'session-ended': kind('session', 'plain', {
    by: v.picklist(['user', 'failure', 'interruption']),
    durationMs,
    unprovenMs: v.exactOptional(durationMs),
  }),
  'worker-resumed': kind('session', 'plain', {}),
  /**
   * Counts the events that came too often to be logged one by one, since the last such line. Absent in older
   * logs.
   */
  'events-counted': kind('session', 'warning', {
    counts: v.array(v.strictObject({ kind: v.picklist(repeatableKinds), times: count })),
    /** Losses that were over soon: how long they were in all, how many of them a new connection healed, and the longest. */
    interruptions: v.exactOptional(
      v.strictObject({
        times: count,
        ms: durationMs,
        reconnects: count,
        longest: v.strictObject({ at: moment, ms: durationMs }),
      }),
    ),
  }),
  /**
   * The log has reached its greatest length: from here on it has milestones and interruptions alone, and
   * other events are counted. Absent in older logs.
   */
  'log-cut': kind('session', 'warning', {}),
} satisfies Record<keyof typeof eventWeights, unknown>;

type Kinds = typeof eventKinds;
type Flat<Type> = { [Name in keyof Type]: Type[Name] };

export type SessionEventKind = keyof Kinds;

/** One line of a session's log: what happened, as data. */
export type SessionEventBody = {
  [Name in SessionEventKind]: Flat<{ kind: Name } & MembersOf<Kinds[Name]['members']>>;
}[SessionEventKind];

/** The variant of one kind, or those of several. */
export type EventBody<Name extends SessionEventKind> = Extract<SessionEventBody, { kind: Name }>;

/**
 * The writer that numbered the event: the host of the session, or the service worker. Each counts its own
 * `seq` from 1.
 */
export const eventWriters = ['host', 'worker'] as const;
export type EventWriter = (typeof eventWriters)[number];

/** An event as it is exported, without its session. */
export type BareEvent = {
  writer: EventWriter;
  seq: number;
  /** Epoch milliseconds. */
  at: number;
} & SessionEventBody;

/** An event as it is stored, unique by session, writer and seq, so that storing it twice changes nothing. */
export type SessionEvent = { sessionId: string } & BareEvent;

const common = {
  writer: v.picklist(eventWriters),
  seq: v.pipe(count, v.minValue(1)),
  at: moment,
};

/**
 * The schema of a line of a session's log of unknown origin. It checks the line's shape, not whether the line
 * is true.
 */
export const bareEventSchema = v.variant(
  'kind',
  Object.entries(eventKinds).map(([name, { members }]) =>
    v.strictObject({ kind: v.literal(name), ...common, ...members }),
  ),
) as unknown as v.GenericSchema<unknown, BareEvent>;

/** The group of a kind of event; `session` for a kind that a damaged log may have and no version knows. */
export function eventGroup(name: SessionEventKind): EventGroup {
  return Object.hasOwn(eventKinds, name) ? eventKinds[name].group : 'session';
}

/** The tone of one event; plain for a kind that no version knows. */
export function eventTone(event: SessionEventBody): EventTone {
  if (!Object.hasOwn(eventKinds, event.kind)) return 'plain';
  const { tone } = eventKinds[event.kind] as { tone: EventTone | ((event: SessionEventBody) => EventTone) };
  return typeof tone === 'function' ? tone(event) : tone;
}
