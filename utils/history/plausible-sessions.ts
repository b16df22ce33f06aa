import { dayMs, longestSessionMs } from '../domain/bounds.ts';
import { greatest, least } from '../domain/extremes.ts';
import type { ExportedSession } from './parse-export.ts';

/**
 * The sessions of a file that can have been: none of their moments is later than a day after `now` (epoch milliseconds), and
 * none lasts longer than any session does. The others a clock that was set has made, and a history that held them would be
 * wrong about what is old.
 */
export function plausibleSessions(sessions: readonly ExportedSession[], now: number): ExportedSession[] {
  return sessions.filter(({ events, samples }) => {
    const moments = [...events, ...samples].map(({ at }) => at);
    const lengths = events.map((event) => (event.kind === 'session-ended' ? event.durationMs : 0));
    const last = greatest(moments);
    return last <= now + dayMs && Math.max(last - least(moments), greatest(lengths)) <= longestSessionMs;
  });
}
