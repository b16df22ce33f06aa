import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decideRetention,
  type KeptSession,
  type RetentionLimits,
  type RetentionMemory,
} from '../../../../utils/history/retention/retention-rule.ts';

const day = 86_400_000;
const year = 365 * day;
const now = Date.UTC(2026, 10, 22);
const standard: RetentionLimits = { keepDays: 365, keepSessions: 10_000, keepMegabytes: 500 };

function session(startedAt: number, changes: Partial<KeptSession> = {}): KeptSession {
  const id = `at-${String(startedAt)}`;
  return { id, startedAt, lastEventAt: startedAt + 60_000, isRunning: false, bytes: 0, ...changes };
}

/** One session each day, the last one today. */
const daily = (count: number) =>
  Array.from({ length: count }, (_, index) => session(now - (count - 1 - index) * day));

const remembered = (limits: RetentionLimits, changes: Partial<RetentionMemory> = {}): RetentionMemory => ({
  limits,
  dayBegan: now - 2 * day,
  sessionsThen: 100,
  removedSince: 0,
  ...changes,
});

describe('what goes because it is beyond the limits', () => {
  it.each<[string, KeptSession[], RetentionLimits, RetentionMemory | null, number, number]>([
    ['nothing that is within them', daily(300), standard, null, now, 0],
    ['what has just become too old', daily(366 + 2), standard, null, now, 2],
    ['a tenth at most, where the clock is right', daily(730), standard, null, now, 73],
    ['nothing, where the clock is two years ahead', daily(300), standard, null, now + 2 * year, 0],
    [
      'nothing, where the clock is two years ahead and one session was made with it',
      [...daily(300), session(now + 2 * year)],
      standard,
      null,
      now + 2 * year + day / 2,
      0,
    ],
    [
      'nothing, where it was set back after that',
      [...daily(300), session(now + 2 * year)],
      standard,
      null,
      now,
      0,
    ],
    ['nothing, where the clock is years behind', daily(300), standard, null, now - 10 * year, 0],
    [
      'all at once that is beyond a limit just lowered',
      daily(300),
      { ...standard, keepDays: 30 },
      remembered(standard),
      now,
      269,
    ],
    [
      'all at once that is too many, since just now',
      daily(300),
      { ...standard, keepSessions: 20 },
      remembered(standard),
      now,
      280,
    ],
    [
      'nothing by date, where a limit is lowered and the clock is far off',
      daily(300),
      { ...standard, keepDays: 30 },
      remembered(standard),
      now + 2 * year,
      0,
    ],
    [
      'the rest of a tenth, where some went today',
      daily(730),
      standard,
      remembered(standard, { dayBegan: now - 1000, removedSince: 4 }),
      now,
      6,
    ],
    [
      'nothing more of a tenth that went today',
      daily(730),
      standard,
      remembered(standard, { dayBegan: now - 1000, removedSince: 10 }),
      now,
      0,
    ],
    [
      'nothing on the day on which a clock was set back',
      daily(730),
      standard,
      remembered(standard, { dayBegan: now + year }),
      now,
      0,
    ],
    [
      'what does not fit, the oldest of it first',
      daily(100).map((each) => ({ ...each, bytes: 10_000_000 })),
      standard,
      null,
      now,
      10,
    ],
  ])('is %s', (_, sessions, limits, memory, at, count) => {
    const { remove } = decideRetention(sessions, limits, memory, at);
    expect(remove).toHaveLength(count);
    expect(sessions.slice(0, count).map(({ id }) => id)).toEqual(remove);
  });

  it('is never more than a tenth a day, whatever the history and however the clock is set', () => {
    const offsets = fc.constantFrom(0, 0, 0, 2 * year, -3 * year, 40 * day, -40 * day, 20 * year);
    const startedAt = fc.oneof(
      fc.integer({ min: now - 5 * year, max: now }),
      fc.integer({ min: 0, max: now + 30 * year }),
    );
    const bytes = fc.integer({ min: 0, max: 50_000_000 });
    const history = fc.array(fc.record({ startedAt, bytes }), { minLength: 1, maxLength: 120 });
    const limits = fc.record({
      keepDays: fc.constantFrom(null, 1, 30, 365),
      keepSessions: fc.constantFrom(null, 10, 50),
      keepMegabytes: fc.constantFrom(null, 10, 500),
    });
    fc.assert(
      fc.property(
        history,
        limits,
        fc.array(offsets, { minLength: 3, maxLength: 12 }),
        (made, kept, clocks) => {
          let sessions = made
            .map((each, index) => session(each.startedAt, { id: String(index), bytes: each.bytes }))
            .sort((one, other) => one.startedAt - other.startedAt);
          let memory: RetentionMemory | null = null;
          for (const [passed, offset] of clocks.entries()) {
            const before = sessions.length;
            // A session gets its time from the clock, and the rule runs several times a day.
            for (const hours of [1, 9, 20]) {
              const clock = now + passed * day + offset + hours * 3_600_000;
              const decision = decideRetention(sessions, kept, memory, clock);
              memory = decision.memory;
              const gone = new Set(decision.remove);
              sessions = sessions.filter(({ id }) => !gone.has(id));
            }
            expect(before - sessions.length).toBeLessThanOrEqual(Math.max(1, Math.floor(before / 10)));
            const clock = now + passed * day + offset;
            sessions = [...sessions, session(clock, { id: `day-${String(passed)}` })].sort(
              (one, other) => one.startedAt - other.startedAt,
            );
          }
        },
      ),
    );
  });
});
