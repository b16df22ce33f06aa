import { learnedFacts, type LearnedFacts } from '../domain/profiles/learned-facts.ts';
import type { EventBody } from '../domain/log/session-event.ts';
import { codecText } from './codec-text.ts';
import { withoutDetail, type EventTexts, type EventWords } from './event-words.ts';
import { failureTitle } from './failure-texts.ts';
import { keyPart } from './key-part.ts';
import { pairText } from './pair-text.ts';
import { problemText } from './problem-texts.ts';
import type { Texts } from './texts.ts';

/** The facts in the order in which they are told. */
const learnableFacts = Object.keys(learnedFacts.entries) as (keyof LearnedFacts)[];

/** Words for the events of the connection, its server and the network. */
export const connectionEventTexts = {
  'offer-repeated': (texts, { without, failure }) => ({
    text: texts.t(`event_offer_repeated_${keyPart(without)}`),
    detail: failureTitle(texts, failure),
  }),
  'profile-learned': learnedText,
  'credentials-withheld': ({ t }, { origin }) => withoutDetail(t('event_credentials_withheld', origin)),
  'session-url-unused': ({ t }, { origin, why }) =>
    withoutDetail(t(`event_session_url_unused_${keyPart(why)}`, origin)),
  'ice-server-left-out': (texts, { url, problem }) =>
    withoutDetail(texts.t('event_ice_server_left_out', url, problemText(texts, problem))),
  'ice-server-failed': ({ t }, event) => ({
    text: t('event_ice_server_failed', event.url),
    detail: t('event_ice_server_failed_detail', String(event.errorCode), event.errorText),
  }),
  'connection-status-changed': ({ t }, event) => ({
    text: t(`event_connection_${event.status}`),
    detail: t('event_connection_detail', event.connectionState, event.iceConnectionState),
  }),
  'candidate-pair-selected': (texts, event) => ({
    text: pairText(texts, event),
    detail:
      event.pair.relayUrl === undefined ? null : texts.t('event_pair_relay_server', event.pair.relayUrl),
  }),
  'codec-selected': (texts, event) => withoutDetail(texts.t('event_codec_selected', codecText(event.codec))),
  'connection-lost': (texts, event) => ({
    text: texts.t('event_connection_lost'),
    detail: lossDetail(texts, event),
  }),
  'server-message-received': ({ t }, { message, code, said, times }) => ({
    text: times === undefined ? t(`event_server_${keyPart(message)}`) : t('event_server_again', times),
    detail: wordsOf(t, [code, said]),
  }),
  'network-changed': ({ t }, event) =>
    withoutDetail(t(event.online ? 'event_network_online' : 'event_network_offline')),
} satisfies Partial<EventWords>;

function learnedText({ t }: Texts, { facts }: EventBody<'profile-learned'>): EventTexts {
  const known = learnableFacts
    .filter((each) => facts[each] !== undefined)
    .map((each) =>
      facts[each] === false ? t('event_learned_no_feedback') : t(`event_learned_${keyPart(each)}`),
    );
  if (known.length === 0) return { text: t('event_learned_nothing'), detail: null };
  return { text: t('event_learned'), detail: known.join(' ') };
}

/** A server's code and sentence as a quotation; null where it gives neither. */
function wordsOf(t: Texts['t'], words: readonly (string | undefined)[]): string | null {
  const given = words.filter((each) => each !== undefined);
  return given.length === 0 ? null : t('failure_said', given.join(': '));
}

function lossDetail(
  { t, duration }: Texts,
  { status, lastHeardMsAgo }: EventBody<'connection-lost'>,
): string {
  return lastHeardMsAgo === null
    ? t('event_connection_lost_never_heard_detail', status)
    : t('event_connection_lost_detail', status, duration(lastHeardMsAgo));
}
