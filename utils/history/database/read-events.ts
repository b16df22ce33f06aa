import { withinBounds } from '../../domain/bounds/bounds.ts';
import type { EventWriter, SessionEvent } from '../../domain/log/session-event.ts';
import { allOf, type HistoryDatabase } from './database.ts';

/** The number of events that are read at a time, so that the page can do other work in between. */
const eventsAtOnce = 500;

/**
 * The greatest number of a session's events that a page gets; no recorded session has more. Of an imported session with
 * more, these are the first events and as many of the last as are needed to know its end.
 */
export const mostShownEvents = 50_000;
const lastShown = 100;

type Key = [sessionId: string, writer: EventWriter, seq: number];

/**
 * Reads one session's events in the order they happened, each within the bounds, because older versions
 * stored them unchecked.
 */
export async function readEvents(
  { events }: Pick<HistoryDatabase, 'events'>,
  sessionId: string,
  most = Infinity,
): Promise<SessionEvent[]> {
  const own = () => events.where('[sessionId+at]').between(...allOf(sessionId));
  const few = await own().limit(eventsAtOnce).toArray();
  if (few.length < eventsAtOnce) return few.map(withinBounds);
  let keys: Key[] = await own().limit(most).primaryKeys();
  if (keys.length === most) {
    const last = await own().reverse().limit(lastShown).primaryKeys();
    keys = [...keys.slice(0, -lastShown), ...last.reverse()];
  }
  const log: SessionEvent[] = [];
  for (let at = 0; at < keys.length; at += eventsAtOnce) {
    for (const event of await events.bulkGet(keys.slice(at, at + eventsAtOnce))) {
      if (event) log.push(withinBounds(event));
    }
  }
  return log;
}
