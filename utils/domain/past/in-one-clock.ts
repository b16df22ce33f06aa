import type { SessionEvent } from '../log/session-event.ts';

/**
 * A log by the clock as it is at the log's end: what the host wrote before the clock was set back moves with it, so that later never
 * looks earlier. A clock that was set forward looks like a sleep, and is left as it is.
 */
export function inOneClock(events: readonly SessionEvent[]): readonly SessionEvent[] {
  if (!events.some((event) => event.kind === 'clock-jumped' && event.byMs < 0)) return events;
  let byMs = 0;
  // By their numbers, because a log is read by time, which mixes what came before with what came after.
  const moved = events
    .filter(({ writer }) => writer === 'host')
    .toSorted((one, other) => other.seq - one.seq)
    .map((event) => {
      const shift = byMs;
      if (event.kind === 'clock-jumped') byMs += Math.min(0, event.byMs);
      const { at } = event;
      return 'from' in event && typeof event.from === 'number'
        ? { ...event, at: at + shift, from: event.from + shift }
        : { ...event, at: at + shift };
    })
    .reverse();
  const others = events.filter(({ writer }) => writer !== 'host');
  return [...moved, ...others].sort((one, other) => one.at - other.at);
}
