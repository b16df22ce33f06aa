import { eventTone, type EventTone, type SessionEvent } from '../../utils/domain/log/session-event.ts';
import { shareOf, type TimeSpan } from './time-window.ts';

/** A mark where a notable event happened; of several events at one place, the worst one. */
export interface EventMark {
  event: SessionEvent;
  tone: Exclude<EventTone, 'plain'>;
  /** The mark's place, as a share (0 to 1) of the span. */
  share: number;
  count: number;
}

const badness = { live: 0, warning: 1, danger: 2 };

/** The marks of a span, no closer to each other than a `places`th of it. */
export function eventMarks(events: readonly SessionEvent[], span: TimeSpan, places: number): EventMark[] {
  const marks = new Map<number, EventMark>();
  for (const event of events) {
    const tone = eventTone(event);
    const share = shareOf(span, event.at);
    if (tone === 'plain' || share < 0 || share > 1) continue;
    const place = Math.floor(share * places);
    const before = marks.get(place);
    const isWorse = !before || badness[tone] > badness[before.tone];
    marks.set(place, {
      ...(isWorse ? { event, tone, share } : before),
      count: (before?.count ?? 0) + 1,
    });
  }
  return [...marks.values()];
}
