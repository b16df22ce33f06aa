import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { behindNow, lateIn, levelInMs, type Behind } from '../../../../utils/domain/session/behind.ts';
import { withLate } from '../../../../utils/domain/session/delivery-gaps.ts';
import { lostSoFarMs, noGaps, type Gaps } from '../../../../utils/domain/session/gaps.ts';
import type { DecidedEvent } from '../../../../utils/domain/session/observation.ts';
import { isRunning, type SessionState } from '../../../../utils/domain/session/session-state.ts';
import type { SessionEvent } from '../../../../utils/domain/log/session-event.ts';
import { projectSession } from '../../../../utils/history/rows/session-projection.ts';
import { transition } from '../../../../utils/domain/session/session-transition.ts';
import { inputOf, live, sessionHead, type BareFact } from '../builders.ts';

const behind = (changes: Partial<Behind>): Behind => ({
  state: 'catching-up',
  behindMs: 10_000,
  at: 50_000,
  speed: 1.25,
  road: 'stretch',
  ...changes,
});

describe('how far a session is behind', () => {
  it.each<[string, Partial<Behind>, number, number, number | null]>([
    ['grows with what is said while it is kept', { state: 'holding' }, 53_000, 13_000, null],
    ['is what was measured, at that moment', {}, 50_000, 10_000, 40_000],
    ['shrinks by what is sent faster than it is said', {}, 54_000, 9000, 36_000],
    [
      'shrinks by a second a second where it is sent twice as fast',
      { speed: 2, road: 'burst' },
      54_000,
      6000,
      6000,
    ],
    ['ends at nothing', {}, 200_000, 0, 0],
    ['is nothing where it is level', { state: 'level', behindMs: 400 }, 50_000, 0, 0],
    ['is what was measured where the clock was set back', {}, 1000, 10_000, 40_000],
  ])('%s', (_, changes, now, ms, leftMs) => {
    expect(behindNow(behind(changes), now)).toBe(ms);
    expect(levelInMs(behind(changes), now)).toBe(leftMs);
  });

  it('is told as long as something is not sent', () => {
    expect(lateIn({ behind: null })).toBe(null);
    expect(lateIn({ behind: behind({ state: 'level' }) })).toBe(null);
    expect(lateIn({ behind: behind({ state: 'holding' }) })).not.toBe(null);
  });
});

/** The gaps of a live session after these lines of its log. */
function after(gaps: Partial<Gaps>, log: readonly DecidedEvent[]): Gaps {
  const { state } = withLate({ state: live({ gaps: { ...noGaps(), ...gaps } }), effects: [], log });
  if (!isRunning(state)) throw new Error('A session that runs stays one.');
  return state.running.gaps;
}

const began = {
  kind: 'catch-up-began',
  from: 1,
  behindMs: 9000,
  againMs: 0,
  road: 'burst',
  speed: 2,
} as const;
const ended = (leftMs: number) => ({ kind: 'catch-up-ended', deliveredMs: 9000, leftMs }) as const;
const dropped = (durationMs: number) => ({ kind: 'backlog-dropped', from: 1, durationMs }) as const;

describe('what a session counts as lost', () => {
  it.each<[string, DecidedEvent[], lostMs: number, lateMs: number]>([
    ['is all of its gaps while they are caught up', [began], 8000, 0],
    ['is not what was sent late', [began, ended(0)], 3000, 5000],
    ['is all of them where the connection is lost again', [began, ended(2000)], 8000, 0],
    ['is what was left out', [began, dropped(1500), ended(0)], 4500, 3500],
    ['is all of them where more was left out than was missing', [began, dropped(60_000), ended(0)], 8000, 0],
  ])('%s', (_, log, lostMs, lateMs) => {
    const gaps = after({ inAllMs: 8000, pendingMs: 5000 }, log);
    expect([lostSoFarMs(gaps), gaps.lateMs]).toEqual([lostMs, lateMs]);
  });

  it('grows by what is left out, and shrinks only to what no line says arrived', () => {
    const line = fc.oneof(
      fc.constant(began),
      fc.integer({ min: 0, max: 9000 }).map(ended),
      fc.integer({ min: 0, max: 9000 }).map(dropped),
    );
    fc.assert(
      fc.property(fc.array(line), fc.nat(20_000), fc.nat(20_000), (log, pendingMs, earlierMs) => {
        const inAllMs = pendingMs + earlierMs;
        const gaps = after({ inAllMs, pendingMs }, log);
        expect(lostSoFarMs(gaps)).toBeGreaterThanOrEqual(earlierMs);
        expect(lostSoFarMs(gaps)).toBeLessThanOrEqual(inAllMs);
        expect(gaps.lateMs + gaps.pendingMs).toBeLessThanOrEqual(pendingMs);
      }),
    );
  });

  it('is what was left out, though that is told before the gap is over that another connection ends', () => {
    const plan = { road: 'burst', speed: 1.25, limitMs: null, beyond: 'oldest' } as const;
    let state: SessionState = live({ session: sessionHead({ policy: 'recover', catchUp: plan }) });
    const facts: [number, BareFact][] = [
      [10_000, { type: 'link-silent', link: { provenMsAgo: 900 } }],
      [16_000, { type: 'replacement-acknowledged' }],
      [16_010, { type: 'backlog-reported', report: { type: 'dropped', from: 9000, durationMs: 2000 } }],
      [16_300, { type: 'delivery-resumed' }],
      [21_000, { type: 'backlog-reported', report: { type: 'ended', deliveredMs: 9000, leftMs: 0 } }],
    ];
    const lines: SessionEvent[] = [];
    for (const [at, fact] of facts) {
      const next = transition(state, inputOf(at, fact));
      state = next.state;
      for (const body of next.log ?? [])
        lines.push({ sessionId: 'session-1', writer: 'host', seq: lines.length + 1, at, ...body });
    }
    if (!isRunning(state)) throw new Error('A session that runs stays one.');
    const { gaps } = state.running;
    expect([lostSoFarMs(gaps), gaps.lateMs, gaps.pendingMs]).toEqual([2000, 5300, 0]);
    // The list of sessions counts the same lines.
    expect(projectSession(lines)).toMatchObject({ lostMs: 2000, lateMs: 5300 });
  });

  it('is known as soon as gaps are watched for', () => {
    const next = transition(
      live(),
      inputOf(1, { type: 'observed', event: { kind: 'gaps-watched', fromMs: 900 } }),
    );
    expect(next.state).toMatchObject({ running: { gaps: { areWatched: true } } });
  });
});
