import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Lifetime } from '../../../../utils/domain/recovery/roll-over-policy.ts';
import { judgeLifetimes } from '../../../../utils/domain/session/roll-over.ts';
import type { Replacing, SessionState, StateOf } from '../../../../utils/domain/session/session-state.ts';
import { transition } from '../../../../utils/domain/session/session-transition.ts';
import { gapNoticedAt, inputOf, live, recovering, sessionHead, type BareFact } from '../builders.ts';

const recovers = { session: sessionHead({ policy: 'recover' }) };
const tried: Replacing = { cause: 'session-limit', since: 5000, attempts: 0, retryAt: null };
const waits: Replacing = { cause: 'session-limit', since: 6000, attempts: 1, retryAt: 8000 };
const due: BareFact = { type: 'lifetime-due', cause: 'session-limit', jitter: 0 };
const added: BareFact = { type: 'addresses-changed', change: 'added' };
const onlyOne = { takesOnePublisher: true };

const after = (state: SessionState, at: number, fact: BareFact) => transition(state, inputOf(at, fact));
const failedBy = (reason: 'server-busy' | 'server-unauthorized'): BareFact => ({
  type: 'replacement-failed',
  failure: { reason },
  old: 'lives',
  jitter: 0,
});

function lifetime(overrides: Partial<Lifetime> = {}): Lifetime {
  return { cause: 'session-limit', since: 0, until: 60_000, isRenewable: true, ...overrides };
}

describe('a connection whose time comes', () => {
  it('has a second one made beside it, once', () => {
    const next = after(live(recovers), 5000, due);
    expect(next).toEqual({
      state: live({ ...recovers, replacing: tried }),
      effects: [{ type: 'roll-over' }],
      log: [{ kind: 'roll-over-began', cause: 'session-limit' }],
    });
    expect(after(next.state, 6000, due)).toEqual({ state: next.state, effects: [] });
  });

  it('is let go when the second one is heard', () => {
    const next = after(live({ ...recovers, replacing: tried }), 5400, { type: 'replacement-acknowledged' });
    expect(next).toEqual({
      state: live(recovers),
      effects: [{ type: 'complete-roll-over' }],
      log: [{ kind: 'rolled-over', cause: 'session-limit', afterMs: 400 }],
    });
  });

  it('serves on where the second one fails, and has the next made after a while, however the clock is set', () => {
    const next = after(live({ ...recovers, replacing: tried }), 6000, failedBy('server-unauthorized'));
    const failure = { reason: 'server-unauthorized' };
    expect(next.state).toEqual(live({ ...recovers, replacing: waits }));
    expect(next.log).toEqual([{ kind: 'roll-over-failed', cause: 'session-limit', failure, nextInMs: 2000 }]);
    expect(after(next.state, 7999, due).effects).toEqual([]);
    expect(after(next.state, 8000, due).effects).toEqual([{ type: 'roll-over' }]);
    expect(after(next.state, 1000, due).effects).toEqual([{ type: 'roll-over' }]);
  });

  it.each<[string, StateOf<'live'>, BareFact]>([
    ['is known', live(recovers), { ...due, link: onlyOne }],
    ['is said only then', live({ ...recovers, replacing: tried }), failedBy('server-busy')],
  ])('goes first where the server takes one publisher, which %s', (_, state, fact) => {
    const next = after(state, 6000, fact).state;
    expect(next).toMatchObject({ phase: 'recovering', cause: 'replaced', replacing: null });
  });

  it('does not go first where the user wants to be told of a loss', () => {
    const busy = { reason: 'server-busy' };
    const next = after(live(), 6000, { ...due, link: onlyOne });
    expect(next.state).toEqual(live({ replacing: waits }));
    expect(next.log).toMatchObject([
      { kind: 'roll-over-began' },
      { kind: 'roll-over-failed', failure: busy },
    ]);
  });

  it('tells once what expires without remedy', () => {
    const expiring: BareFact = { type: 'credentials-expiring', until: 60_000 };
    const told = after(live(recovers), 5000, expiring);
    expect(told.log).toEqual([{ kind: 'turn-credentials-expiring', inMs: 55_000 }]);
    expect(after(told.state, 6000, expiring)).toEqual({ state: told.state, effects: [] });
  });
});

describe('a better network', () => {
  it('has the connection replaced as soon as may be, and after what is under way', () => {
    const wanted = { cause: 'network-changed', since: 5000, attempts: 0, retryAt: 5000 } as const;
    const next = after(live(recovers), 5000, added);
    expect(next).toEqual({
      state: live({ ...recovers, replacing: wanted }),
      effects: [{ type: 'check-lifetimes' }],
    });
    expect(judgeLifetimes(live({ replacing: wanted }), [], 5000)).toEqual([{ type: 'roll-over-due' }]);
    expect(after(next.state, 5000, { type: 'roll-over-due', jitter: 0 }).state).toMatchObject({
      replacing: { cause: 'network-changed', retryAt: null },
    });
    const busy = live({ ...recovers, replacing: tried });
    expect(after(busy, 5100, added).state).toEqual(busy);
  });

  it.each<[string, BareFact]>([
    ['it would interrupt the only publisher', { ...added, link: onlyOne }],
    ['an address has gone', { type: 'addresses-changed', change: 'gone' }],
    ['one of before is there again', { type: 'addresses-changed', change: 'returned' }],
    ['the computer has slept', { type: 'slept', byMs: 60_000 }],
  ])('is not meant where %s: the connection has to show that it serves', (_, fact) => {
    const { state, effects } = after(live(recovers), 5000, fact);
    expect(state).toEqual(live(recovers));
    expect(effects.at(-1)).toEqual({ type: 'verify-link' });
  });
});

describe('a loss while the second connection is made', () => {
  const lost = after(live({ ...recovers, replacing: tried }), 6000, { type: 'link-silent' }).state;
  const held = recovering({ since: 6000, retryAt: 7000, replacing: tried, gaps: gapNoticedAt(6000) });

  it('holds on to the first one, and leaves the second', () => {
    expect(lost).toEqual(held);
  });

  it('is over when the second one is heard, which was no roll-over then', () => {
    const next = after(held, 6300, { type: 'replacement-acknowledged' });
    expect(next).toMatchObject({
      state: { phase: 'live', replacing: null },
      effects: [{ type: 'adopt-replacement' }],
    });
    expect(next.log).toMatchObject([{ kind: 'recovered', by: 'new-connection' }]);
  });

  it('leaves the first one, where that is heard, to be replaced at once', () => {
    const next = after(held, 6300, { type: 'link-heard', by: 'itself' });
    expect(next.state).toMatchObject({ phase: 'live', replacing: { ...tried, since: 6300, retryAt: 6300 } });
  });

  it('takes the failure of the second one for that of a roll-over while it holds on, and not afterwards', () => {
    expect(after(held, 6300, failedBy('server-unauthorized')).log).toMatchObject([
      { kind: 'roll-over-failed' },
    ]);
    const attempting = recovering({ rung: 'new-connection', attempt: 1, retryAt: null, replacing: tried });
    const next = after(attempting, 6300, failedBy('server-unauthorized'));
    expect(next.state).toMatchObject({ rung: 'new-connection', refusals: 1, replacing: tried });
    expect(next.log).toMatchObject([{ kind: 'attempt-failed' }]);
  });
});

describe('the time for which a connection can serve', () => {
  it('says what is due of what can be renewed, and what only can be told', () => {
    const lifetimes = [lifetime(), lifetime({ cause: 'turn-expiry', until: 50_000, isRenewable: false })];
    expect(judgeLifetimes(live(), lifetimes, 30_000)).toEqual([]);
    expect(judgeLifetimes(live(), lifetimes, 46_000)).toEqual([
      { type: 'credentials-expiring', until: 50_000 },
      { type: 'lifetime-due', cause: 'session-limit' },
    ]);
  });

  it('says nothing while a try is under way or waits, whatever is due', () => {
    const times = fc.record({ since: fc.nat(60_000), waitMs: fc.nat(60_000), passed: fc.nat(60_000) });
    fc.assert(
      fc.property(times, ({ since, waitMs, passed }) => {
        const at = since + Math.min(passed, waitMs - 1);
        const replacing = { cause: 'network-changed', attempts: 1, since, retryAt: since + waitMs } as const;
        if (waitMs > 0) expect(judgeLifetimes(live({ replacing }), [lifetime({ until: 1 })], at)).toEqual([]);
        expect(
          judgeLifetimes(live({ replacing: { ...replacing, retryAt: null } }), [lifetime()], at),
        ).toEqual([]);
      }),
    );
  });
});
