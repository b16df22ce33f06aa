import { describe, expect, it } from 'vitest';
import { generateHistory, longestSessionId } from '../../support/history/generate-history.ts';

const options = {
  seed: 7,
  sessions: 300,
  eventsPerSession: 200,
  samplesPerSession: 1000,
  endsAt: Date.UTC(2026, 10, 22),
};

describe('the generated history', () => {
  it('has as much of everything as was asked for, and is the same for the same seed', () => {
    const made = [...generateHistory(options)];
    expect(made).toHaveLength(300);
    const others = made.filter(({ row }) => row.id !== longestSessionId);
    const events = others.reduce((sum, session) => sum + session.events.length, 0);
    const samples = others.flatMap(({ minutes }) => minutes).reduce((sum, { count }) => sum + count, 0);
    expect(events / others.length).toBeGreaterThan(150);
    expect(events / others.length).toBeLessThan(250);
    expect(samples / others.length).toBeGreaterThan(800);
    expect(samples / others.length).toBeLessThan(1200);
    const [again] = generateHistory(options);
    expect(again?.events).toEqual(made[0]?.events);
  });

  it('ends with a session of ten hours', () => {
    const last = [...generateHistory({ ...options, sessions: 3 })].at(-1);
    expect(last?.row).toMatchObject({ id: longestSessionId });
    expect((last?.row.endedAt ?? 0) - (last?.row.startedAt ?? 0)).toBe(36_000_000);
    expect(last?.minutes).toHaveLength(600);
  });
});
