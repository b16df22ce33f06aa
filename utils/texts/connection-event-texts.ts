import type { LearnedFacts } from '../domain/profiles/learned-facts.ts';
import type { EventBody } from '../domain/log/session-event.ts';
import { codecText } from './codec-text.ts';
import { withoutDetail, type EventTexts, type EventWords } from './event-words.ts';
import { pairText } from './pair-text.ts';
import type { TextKey, Texts } from './texts.ts';

const statuses = {
  new: 'event_connection_new',
  connecting: 'event_connection_connecting',
  connected: 'event_connection_connected',
  disconnected: 'event_connection_disconnected',
  failed: 'event_connection_failed',
  closed: 'event_connection_closed',
} as const satisfies Record<EventBody<'connection-status-changed'>['status'], TextKey>;

const serverMessages = {
  'peer-left': 'event_server_left',
  'stream-ended': 'event_server_ended_stream',
  error: 'event_server_reported_error',
} as const satisfies Record<EventBody<'server-message-received'>['message'], TextKey>;

const learnedFacts = {
  trickleRefused: 'event_learned_trickle',
  announcesNoIceServers: 'event_learned_no_ice',
  dataChannelRefused: 'event_learned_no_channel',
  transportFeedback: 'event_learned_feedback',
  iceRestartRefused: 'event_learned_ice_restart',
  onePublisher: 'event_learned_one_publisher',
} as const satisfies Record<keyof LearnedFacts, TextKey>;

/** How the connection is made, and what is seen of it, of its server and of the network. */
export const connectionEventTexts = {
  'answer-applied': ({ t, duration }, event) =>
    withoutDetail(t('event_answer_applied', duration(event.afterMs))),
  'profile-learned': learnedText,
  'ice-server-failed': ({ t }, event) => ({
    text: t('event_ice_server_failed', event.url),
    detail: t('event_ice_server_failed_detail', String(event.errorCode), event.errorText),
  }),
  'connection-status-changed': ({ t }, event) => ({
    text: t(statuses[event.status]),
    detail: t('event_connection_detail', event.connectionState, event.iceConnectionState),
  }),
  'candidate-pair-selected': (texts, event) => ({
    text: pairText(texts, event),
    detail:
      event.pair.relayUrl === undefined ? null : texts.t('event_pair_relay_server', event.pair.relayUrl),
  }),
  'codec-selected': (texts, event) =>
    withoutDetail(texts.t('event_codec_selected', codecText(texts, event.codec))),
  'connection-lost': (texts, event) => ({
    text: texts.t('event_connection_lost'),
    detail: lossDetail(texts, event),
  }),
  'server-message-received': ({ t }, event) => withoutDetail(t(serverMessages[event.message])),
  'network-changed': ({ t }, event) =>
    withoutDetail(t(event.online ? 'event_network_online' : 'event_network_offline')),
  'turn-credentials-expiring': ({ t, duration }, event) =>
    withoutDetail(t('event_turn_credentials_expiring', duration(event.inMs))),
} satisfies Partial<EventWords>;

function learnedText({ t }: Texts, { facts }: EventBody<'profile-learned'>): EventTexts {
  const keys = Object.keys(learnedFacts) as (keyof LearnedFacts)[];
  const known = keys
    .filter((each) => facts[each] !== undefined)
    .map((each) => t(facts[each] === false ? 'event_learned_no_feedback' : learnedFacts[each]));
  if (known.length === 0) return { text: t('event_learned_nothing'), detail: null };
  return { text: t('event_learned'), detail: known.join(' ') };
}

function lossDetail(
  { t, duration }: Texts,
  { status, lastHeardMsAgo }: EventBody<'connection-lost'>,
): string {
  return lastHeardMsAgo === null
    ? t('event_connection_lost_never_heard_detail', status)
    : t('event_connection_lost_detail', status, duration(lastHeardMsAgo));
}
