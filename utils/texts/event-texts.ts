import type { LearnedFacts } from '../domain/learned-facts.ts';
import type { SelectedCodec, SelectedPair } from '../domain/media-stats.ts';
import type { RollOverCause } from '../domain/recovery-policy.ts';
import type { SessionEventBody } from '../domain/session-event.ts';
import type { Settings } from '../domain/settings.ts';
import { failureTexts } from './failure-texts.ts';
import { profileKindText } from './profile-kind-texts.ts';
import type { TextKey, Texts } from './texts.ts';
import { warningTexts } from './warning-texts.ts';

export interface EventTexts {
  text: string;
  /** Its figures, where it has any. */
  detail: string | null;
}

type Body<Kind extends SessionEventBody['kind']> = Extract<SessionEventBody, { kind: Kind }>;

const conditions = {
  sounding: 'event_microphone_sounding',
  muted: 'event_microphone_muted',
  silent: 'event_microphone_silent',
  missing: 'event_microphone_missing',
} as const satisfies Record<Body<'microphone-condition-changed'>['condition'], TextKey>;

const statuses = {
  new: 'event_connection_new',
  connecting: 'event_connection_connecting',
  connected: 'event_connection_connected',
  disconnected: 'event_connection_disconnected',
  failed: 'event_connection_failed',
  closed: 'event_connection_closed',
} as const satisfies Record<Body<'connection-status-changed'>['status'], TextKey>;

const serverMessages = {
  'peer-left': 'event_server_left',
  'stream-ended': 'event_server_ended_stream',
  error: 'event_server_reported_error',
} as const satisfies Record<Body<'server-message-received'>['message'], TextKey>;

const lossCauses = {
  'link-silent': 'event_recovery_began_silent',
  'network-lost': 'event_recovery_began_network',
  disconnected: 'event_recovery_began_lost',
  failed: 'event_recovery_began_lost',
  closed: 'event_recovery_began_lost',
  'server-ended': 'event_recovery_began_server_ended',
  replaced: 'event_recovery_began_replaced',
} as const satisfies Record<Body<'recovery-began'>['cause'], TextKey>;

const learnedFacts = {
  trickleRefused: 'event_learned_trickle',
  announcesNoIceServers: 'event_learned_no_ice',
  dataChannelRefused: 'event_learned_no_channel',
  transportFeedback: 'event_learned_feedback',
  iceRestartRefused: 'event_learned_ice_restart',
  onePublisher: 'event_learned_one_publisher',
} as const satisfies Record<keyof LearnedFacts, TextKey>;

const replacements = {
  chosen: 'event_microphone_replaced',
  lost: 'event_microphone_stood_in',
  returned: 'event_microphone_returned',
} as const satisfies Record<NonNullable<Body<'microphone-replaced'>['why']> | 'chosen', TextKey>;

const recoveries = {
  itself: 'event_recovered_itself',
  'ice-restart': 'event_recovered_ice_restart',
} as const satisfies Record<Exclude<Body<'recovered'>['by'], 'new-connection'>, TextKey>;

const rollOverCauses = {
  'turn-expiry': 'event_roll_over_began_turn',
  'session-limit': 'event_roll_over_began_limit',
  'network-changed': 'event_roll_over_began_network',
} as const satisfies Record<RollOverCause, TextKey>;

const endings = {
  user: 'event_ended_by_user',
  failure: 'event_ended_by_failure',
  interruption: 'event_ended_by_interruption',
} as const satisfies Record<Body<'session-ended'>['by'], TextKey>;

/** One line of a session's log in words. */
export function eventTexts(texts: Texts, event: SessionEventBody): EventTexts {
  const { t, plural, duration } = texts;
  switch (event.kind) {
    case 'session-started':
      return {
        text: t('event_started', event.profile.name),
        detail: startedDetail(texts, event),
      };
    case 'microphone-acquired':
      return { text: t('event_microphone_acquired', event.label), detail: sampleRate(texts, event) };
    case 'microphone-replaced':
      return { text: t(replacements[event.why ?? 'chosen'], event.label), detail: sampleRate(texts, event) };
    case 'microphone-replacement-failed':
      return {
        text: t('event_microphone_replacement_failed'),
        detail: failureTexts(texts, event.failure).explanation,
      };
    case 'microphone-condition-changed':
      return only(t(conditions[event.condition]));
    case 'mute-changed':
      return only(t(event.muted ? 'event_muted' : 'event_unmuted'));
    case 'answer-applied':
      return only(t('event_answer_applied', duration(event.afterMs)));
    case 'profile-learned':
      return learnedText(texts, event);
    case 'ice-server-failed':
      return {
        text: t('event_ice_server_failed', event.url),
        detail: t('event_ice_server_failed_detail', String(event.errorCode), event.errorText),
      };
    case 'connection-status-changed':
      return {
        text: t(statuses[event.status]),
        detail: t('event_connection_detail', event.connectionState, event.iceConnectionState),
      };
    case 'candidate-pair-selected':
      return {
        text: pairText(texts, event),
        detail: event.pair.relayUrl === undefined ? null : t('event_pair_relay_server', event.pair.relayUrl),
      };
    case 'codec-selected':
      return only(t('event_codec_selected', codecText(texts, event.codec)));
    case 'live':
      return only(t('event_live', duration(event.afterMs)));
    case 'connection-lost':
      return { text: t('event_connection_lost'), detail: lossDetail(texts, event) };
    case 'recovery-began':
      return {
        text: t(lossCauses[event.cause]),
        detail:
          event.lastHeardMsAgo === null
            ? null
            : t('event_recovery_began_detail', duration(event.lastHeardMsAgo)),
      };
    case 'attempt-began':
      return only(t('event_attempt_began', event.attempt));
    case 'attempt-failed':
      return { text: attemptFailedText(texts, event), detail: failureTexts(texts, event.failure).title };
    case 'recovered':
      return only(
        event.by === 'new-connection'
          ? t('event_recovered_new_connection', duration(event.afterMs), event.attempts)
          : t(recoveries[event.by], duration(event.afterMs)),
      );
    case 'ice-restart-began':
      return only(t('event_ice_restart_began'));
    case 'ice-restart-failed':
      return only(t('event_ice_restart_failed'));
    case 'roll-over-began':
      return only(t(rollOverCauses[event.cause]));
    case 'rolled-over':
      return only(t('event_rolled_over', duration(event.afterMs)));
    case 'roll-over-failed':
      return {
        text:
          event.nextInMs === null
            ? t('event_roll_over_failed_last')
            : t('event_roll_over_failed', duration(event.nextInMs)),
        detail: failureTexts(texts, event.failure).title,
      };
    case 'turn-credentials-expiring':
      return only(t('event_turn_credentials_expiring', duration(event.inMs)));
    case 'network-changed':
      return only(t(event.online ? 'event_network_online' : 'event_network_offline'));
    case 'clock-jumped':
      return only(t('event_clock_jumped', duration(Math.abs(event.byMs))));
    case 'warning-raised': {
      const { raised, detail } = warningTexts(texts, event.warning);
      return { text: raised, detail: detail(event.figure) };
    }
    case 'warning-cleared': {
      const { cleared, lasted, detail } = warningTexts(texts, event.warning);
      const words = { good: cleared, end: lasted, moot: t('warning_microphone_moot') };
      return {
        text: words[event.why ?? 'good'],
        detail: t('event_warning_cleared_detail', duration(event.afterMs), detail(event.worst)),
      };
    }
    case 'session-resumed':
      return only(t('event_session_resumed', duration(event.holeMs)));
    case 'frames-counted':
      return {
        text: plural('event_frames_counted', event.counts.handedOn),
        detail: frameDetail(texts, event),
      };
    case 'server-message-received':
      return only(t(serverMessages[event.message]));
    case 'texts-counted':
      return {
        text: plural('event_texts_counted', event.completed),
        detail: t('event_texts_counted_detail', event.deltas, event.failed),
      };
    case 'stop-requested':
      return only(t('event_stop_requested'));
    case 'session-failed': {
      const { title, explanation } = failureTexts(texts, event.failure);
      return { text: title, detail: explanation };
    }
    case 'session-ended':
      return only(t(endings[event.by], duration(event.durationMs)));
    case 'worker-resumed':
      return only(t('event_worker_resumed'));
  }
}

function only(text: string): EventTexts {
  return { text, detail: null };
}

function startedDetail(texts: Texts, event: Body<'session-started'>): string {
  const { recovery } = event;
  if (!recovery) return startDetail(texts, event);
  return texts.t('event_two_sentences', startDetail(texts, event), recoveryText(texts, recovery));
}

function recoveryText({ t, duration }: Texts, { mode, giveUpAfterMs }: Settings['recovery']): string {
  if (mode === 'stop-and-tell') return t('event_started_stops');
  return giveUpAfterMs === null
    ? t('event_started_recovers')
    : t('event_started_recovers_for', duration(giveUpAfterMs));
}

function startDetail(texts: Texts, event: Body<'session-started'>): string {
  const { t, plural, duration } = texts;
  const { errorThreshold, checkIntervalMs, connectDeadlineMs } = event.watch;
  const watch = [errorThreshold, duration(checkIntervalMs), duration(connectDeadlineMs)] as const;
  if (event.serverOrigin === null) return t('event_started_loopback_detail', ...watch);
  return plural(
    'event_started_server_detail',
    event.iceServerCount,
    profileKindText(texts, event.profile.kind),
    event.serverOrigin,
    event.iceTransportPolicy,
    ...watch,
  );
}

function sampleRate({ t }: Texts, event: { sampleRate: number | null }): string | null {
  return event.sampleRate === null ? null : t('event_sample_rate_detail', event.sampleRate);
}

function learnedText({ t }: Texts, { facts }: Body<'profile-learned'>): EventTexts {
  const keys = Object.keys(learnedFacts) as (keyof LearnedFacts)[];
  const known = keys
    .filter((each) => facts[each] !== undefined)
    .map((each) => t(facts[each] === false ? 'event_learned_no_feedback' : learnedFacts[each]));
  if (known.length === 0) return { text: t('event_learned_nothing'), detail: null };
  return { text: t('event_learned'), detail: known.join(' ') };
}

/** A codec as people name it. */
export function codecText({ t }: Texts, { mimeType, clockRate }: SelectedCodec): string {
  const name = mimeType.replace(/^audio\//i, '');
  return clockRate === null ? name : t('codec_rate', name, clockRate);
}

/** The path of the audio, in a sentence. */
export function pairText({ t }: Texts, { pair }: { pair: SelectedPair }): string {
  const { localType, remoteType, relayProtocol } = pair;
  const protocol = pair.protocol.toUpperCase();
  return relayProtocol === null
    ? t('event_pair_selected', localType, remoteType, protocol)
    : t('event_pair_selected_relay', localType, remoteType, protocol, relayProtocol.toUpperCase());
}

function lossDetail({ t, duration }: Texts, { status, lastHeardMsAgo }: Body<'connection-lost'>): string {
  return lastHeardMsAgo === null
    ? t('event_connection_lost_never_heard_detail', status)
    : t('event_connection_lost_detail', status, duration(lastHeardMsAgo));
}

function attemptFailedText({ t, duration }: Texts, event: Body<'attempt-failed'>): string {
  const { attempt, nextInMs } = event;
  if (nextInMs === null) return t('event_attempt_failed_last', attempt);
  return nextInMs === 0
    ? t('event_attempt_failed_at_once', attempt)
    : t('event_attempt_failed', attempt, duration(nextInMs));
}

function frameDetail({ t }: Texts, { counts }: Body<'frames-counted'>): string {
  const { failed, dropped, consecutiveErrors } = counts;
  return t(
    'event_frames_counted_detail',
    failed['no-frame'],
    failed['queue-full'],
    failed['consumer-threw'],
    failed.disconnected,
    dropped,
    consecutiveErrors,
  );
}
