import fc from 'fast-check';
import * as v from 'valibot';
import { longestSessionMs } from '../../../utils/domain/bounds/bounds.ts';
import { moment } from '../../../utils/domain/bounds/plain-data.ts';
import {
  eventKinds,
  eventWriters,
  type SessionEvent,
  type SessionEventBody,
} from '../../../utils/domain/log/session-event.ts';
import { arbitraryOf } from '../arbitrary-of-schema.ts';

/** Any content of every kind of event that the table has. */
export const arbitraryBody = fc.oneof(
  ...Object.entries(eventKinds).map(([kind, { members }]) =>
    arbitraryOf(v.strictObject({ kind: v.literal(kind), ...members })),
  ),
) as fc.Arbitrary<SessionEventBody>;

/**
 * Logs of one session within an hour, within the permitted length of a session, numbered by their writers,
 * with moments in any order.
 */
export function arbitraryLog(sessionId: string, startedAt: number): fc.Arbitrary<SessionEvent[]> {
  const line = fc.tuple(fc.nat(3_600_000), fc.constantFrom(...eventWriters), arbitraryBody);
  return fc.array(line, { minLength: 1, maxLength: 30 }).map((lines) => {
    const written = { host: 0, worker: 0 };
    return lines.map(([after, writer, body]): SessionEvent => {
      written[writer] += 1;
      const log = { sessionId, writer, seq: written[writer], at: startedAt + after };
      if (body.kind !== 'session-ended') return { ...log, ...body };
      return { ...log, ...body, durationMs: Math.min(body.durationMs, longestSessionMs) };
    });
  });
}

/**
 * Logs of one session as a file may hold them: any content, with moments at the edges of every bound and in
 * between, and lengths that do not fit them.
 */
export function anyLog(sessionId: string): fc.Arbitrary<SessionEvent[]> {
  const line = fc.tuple(arbitraryOf(moment), fc.constantFrom(...eventWriters), arbitraryBody);
  return fc.array(line, { minLength: 1, maxLength: 30 }).map((lines) => {
    const written = { host: 0, worker: 0 };
    return lines.map(([at, writer, body]): SessionEvent => {
      written[writer] += 1;
      return { sessionId, writer, seq: written[writer], at, ...body };
    });
  });
}
