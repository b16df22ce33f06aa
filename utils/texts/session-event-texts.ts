import type { EventBody } from '../domain/log/session-event.ts';
import type { Settings } from '../domain/settings/settings.ts';
import { withoutDetail, type EventWords } from './event-words.ts';
import { failureTexts, withSaid } from './failure-texts.ts';
import { keyPart } from './key-part.ts';
import { profileKindText } from './profile-kind-texts.ts';
import { profileName } from './name-texts.ts';
import type { Texts } from './texts.ts';

/** Words for the events of a session's beginning, course and end. */
export const sessionEventTexts = {
  'session-started': (texts, event) => ({
    text: texts.t('event_started', profileName(texts, event.profile)),
    detail: startedDetail(texts, event),
  }),
  'clock-jumped': ({ t, duration }, event) =>
    withoutDetail(t('event_clock_jumped', duration(Math.abs(event.byMs)))),
  'recording-ended': ({ t }, { why }) => ({
    text: t('event_recording_ended'),
    detail: t(`recording_ended_${keyPart(why)}`),
  }),
  'frames-counted': (texts, event) => ({
    text: texts.plural('event_frames_counted', event.counts.handedOn),
    detail: frameDetail(texts, event),
  }),
  'texts-counted': ({ t, plural, duration }, { deltas, completed, failed, refused, delay }) => ({
    text: plural('event_texts_counted', completed),
    detail: [
      t('event_texts_counted_detail', deltas, failed),
      ...(refused === undefined ? [] : [plural('event_texts_refused', refused)]),
      ...(delay ? [t('event_texts_delay', duration(delay.p50), duration(delay.p95))] : []),
    ].join(' '),
  }),
  'events-counted': ({ plural, duration }, { counts, interruptions }) => ({
    text: plural(
      'event_events_counted',
      counts.reduce((sum, { times }) => sum + times, interruptions?.times ?? 0),
    ),
    detail: interruptions
      ? plural('event_interruptions_counted', interruptions.times, duration(interruptions.ms))
      : null,
  }),
  'question-asked': ({ t }, event) => withoutDetail(t(`event_question_${keyPart(event.about)}`)),
  'question-closed': ({ t }, event) => withoutDetail(t(`event_question_${event.why}`)),
  'stop-requested': ({ t }, { when }) =>
    withoutDetail(t(when ? 'event_stop_requested_delivered' : 'event_stop_requested')),
  'session-failed'(texts, event) {
    const { title, explanation, said } = failureTexts(texts, event.failure);
    return { text: title, detail: withSaid(texts, explanation, said) };
  },
  'session-ended': ({ t, duration }, event) =>
    withoutDetail(t(`event_ended_by_${event.by}`, duration(event.durationMs))),
} satisfies Partial<EventWords>;

function startedDetail(texts: Texts, event: EventBody<'session-started'>): string {
  const { recovery, version } = event;
  const sentences = [
    startDetail(texts, event),
    ...(recovery ? [recoveryText(texts, recovery)] : []),
    ...(version === undefined ? [] : [texts.t('event_started_version', version)]),
  ];
  return sentences.reduce((before, sentence) => texts.t('event_two_sentences', before, sentence));
}

function startDetail(texts: Texts, event: EventBody<'session-started'>): string {
  const { t, plural, duration } = texts;
  const { errorThreshold, checkIntervalMs, connectDeadlineMs } = event.watch;
  const watch = [errorThreshold, duration(checkIntervalMs), duration(connectDeadlineMs)] as const;
  if (event.serverOrigin === null) return t('event_started_loopback_detail', ...watch);
  return plural(
    'event_started_server_detail',
    event.iceServerCount,
    profileKindText(texts, event.profile.kind),
    event.serverOrigin,
    t(`form_ice_transport_policy_${event.iceTransportPolicy}`),
    ...watch,
  );
}

function recoveryText({ t, duration }: Texts, { mode, giveUpAfterMs }: Settings['recovery']): string {
  if (mode === 'stop-and-tell') return t('event_started_stops');
  return giveUpAfterMs === null
    ? t('event_started_recovers')
    : t('event_started_recovers_for', duration(giveUpAfterMs));
}

function frameDetail({ t }: Texts, { counts }: EventBody<'frames-counted'>): string {
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
