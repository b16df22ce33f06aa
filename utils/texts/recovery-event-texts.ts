import type { Failure } from '../domain/failure/failure.ts';
import type { EventBody } from '../domain/log/session-event.ts';
import { askedWaitText } from './asked-wait-text.ts';
import { withoutDetail, type EventWords } from './event-words.ts';
import { failureTitle } from './failure-texts.ts';
import { keyPart } from './key-part.ts';
import type { TextKey, Texts } from './texts.ts';

const lossCauses = {
  'link-silent': 'event_recovery_began_silent',
  'network-lost': 'event_recovery_began_network',
  disconnected: 'event_recovery_began_lost',
  failed: 'event_recovery_began_lost',
  closed: 'event_recovery_began_lost',
  'server-ended': 'event_recovery_began_server_ended',
  replaced: 'event_recovery_began_replaced',
} as const satisfies Record<EventBody<'recovery-began'>['cause'], TextKey>;

/** Words for the events by which a connection is healed or replaced. */
export const recoveryEventTexts = {
  'recovery-began': ({ t, duration }, event) => ({
    text: t(lossCauses[event.cause]),
    detail:
      event.lastHeardMsAgo === null ? null : t('event_recovery_began_detail', duration(event.lastHeardMsAgo)),
  }),
  'gap-ended': ({ t, duration }, { afterMs, lostMs }) =>
    withoutDetail(
      lostMs > 0
        ? t('event_gap_ended', duration(afterMs), duration(lostMs))
        : t('event_gap_ended_empty', duration(afterMs)),
    ),
  'catch-up-began': (texts, { from, behindMs, owedMs, speed }) =>
    withoutDetail(
      texts.t(
        owedMs === undefined ? 'event_catch_up_began' : 'event_catch_up_began_owed',
        texts.timeWithSeconds(from),
        texts.duration(owedMs ?? behindMs),
        texts.number(speed),
      ),
    ),
  'catch-up-ended': ({ t, duration }, { deliveredMs, leftMs }) =>
    withoutDetail(
      leftMs > 0
        ? t('event_catch_up_ended_early', duration(deliveredMs), duration(leftMs))
        : t('event_catch_up_ended', duration(deliveredMs)),
    ),
  'backlog-dropped': ({ t, duration, timeWithSeconds }, { from, durationMs }) =>
    withoutDetail(t('event_backlog_dropped', timeWithSeconds(from), duration(durationMs))),
  'attempt-failed': (texts, event) => ({
    text: attemptFailedText(texts, event),
    detail: whyFailed(texts, event.failure),
  }),
  recovered: ({ t, duration }, event) =>
    withoutDetail(
      event.by === 'new-connection'
        ? t('event_recovered_new_connection', duration(event.afterMs), event.attempts)
        : t(`event_recovered_${keyPart(event.by)}`, duration(event.afterMs)),
    ),
  'roll-over-began': ({ t }, event) => withoutDetail(t(`event_roll_over_began_${keyPart(event.cause)}`)),
  'rolled-over': ({ t, duration }, event) => withoutDetail(t('event_rolled_over', duration(event.afterMs))),
  'roll-over-failed'(texts, event) {
    const { t, duration } = texts;
    return {
      text:
        event.nextInMs === null
          ? t('event_roll_over_failed_last')
          : t('event_roll_over_failed', duration(event.nextInMs)),
      detail: whyFailed(texts, event.failure),
    };
  },
} satisfies Partial<EventWords>;

/**
 * Says why an attempt failed. How long the server asked to wait is included, because the next try may come
 * sooner.
 */
function whyFailed(texts: Texts, failure: Failure): string {
  const title = failureTitle(texts, failure);
  const askedMs = failure.reason === 'server-overloaded' ? failure.retryAfterMs : null;
  return askedMs ? texts.t('event_failed_asked', title, askedWaitText(texts, askedMs)) : title;
}

function attemptFailedText({ t, duration }: Texts, event: EventBody<'attempt-failed'>): string {
  const { attempt, nextInMs } = event;
  if (nextInMs === null) return t('event_attempt_failed_last', attempt);
  return nextInMs === 0
    ? t('event_attempt_failed_at_once', attempt)
    : t('event_attempt_failed', attempt, duration(nextInMs));
}
