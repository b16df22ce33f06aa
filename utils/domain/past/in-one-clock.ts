import type { SessionEvent } from '../log/session-event.ts';

/**
 * The same log by the clock as it is at the log's end: what came before the clock was set back moves with it, so that later never looks
 * earlier. A clock that was set forward looks like a sleep, and is left as it is.
 */
export function inOneClock(events: readonly SessionEvent[]): readonly SessionEvent[] {
  if (!events.some((event) => event.kind === 'clock-jumped' && event.byMs < 0)) return events;
  let byMs = 0;
  const moved = events.toReversed().map((event) => {
    const at = event.at + byMs;
    if (event.kind === 'clock-jumped') byMs += Math.min(0, event.byMs);
    return 'from' in event && typeof event.from === 'number'
      ? { ...event, at, from: event.from + at - event.at }
      : { ...event, at };
  });
  return moved.reverse();
}
