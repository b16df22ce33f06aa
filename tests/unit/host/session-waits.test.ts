import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { browserEdges } from '../../../utils/async/edges.ts';
import type { SessionEffect } from '../../../utils/domain/session/session-effect.ts';
import { createSessionWaits } from '../../../utils/host/session-waits.ts';

const link = { canRestartIce: false, takesOnePublisher: false, lastHeardMsAgo: null, provenMsAgo: null };

function waiting(giveUpAfterMs: number | null = 30_000) {
  const dispatched: string[] = [];
  const waits = createSessionWaits({
    ...browserEdges,
    recovery: { giveUpAfterMs },
    link: () => link,
    dispatch: ({ type }) => dispatched.push(type),
  });
  const after = (ms: number) => {
    vi.advanceTimersByTime(ms);
    return dispatched.splice(0);
  };
  return { follow: waits.follow, after };
}

const wait: SessionEffect = { type: 'wait-to-retry', ms: 2000 };
const limit: SessionEffect = { type: 'limit-recovery' };
const stop: SessionEffect = { type: 'stop-capturing' };

describe('the waits of a session', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it.each([
    [wait, 2000, 'retry-due'],
    [limit, 30_000, 'recovery-limit-passed'],
    [stop, 60_000, 'delivery-limit-passed'],
  ])('that $type begins ends after %i ms with %s, once', (effect, ms, fact) => {
    const { follow, after } = waiting();
    follow(effect);
    expect(after(ms - 1)).toEqual([]);
    expect(after(1)).toEqual([fact]);
    expect(after(300_000)).toEqual([]);
  });

  it.each<[SessionEffect, string[]]>([
    [{ type: 'connect', attempt: 2 }, ['recovery-limit-passed', 'delivery-limit-passed']],
    [{ type: 'restart-ice' }, ['recovery-limit-passed', 'delivery-limit-passed']],
    [{ type: 'attempt', attempt: 2 }, ['recovery-limit-passed', 'delivery-limit-passed']],
    [{ type: 'adopt-replacement' }, ['delivery-limit-passed']],
    [{ type: 'drop-attempt', healedBy: 'itself' }, ['delivery-limit-passed']],
    [{ type: 'release' }, []],
    [{ type: 'complete-roll-over' }, ['retry-due', 'recovery-limit-passed', 'delivery-limit-passed']],
    [{ type: 'compare-addresses' }, ['retry-due', 'recovery-limit-passed', 'delivery-limit-passed']],
  ])('go on beside %o, or end by it', (effect, left) => {
    const { follow, after } = waiting();
    for (const each of [wait, limit, stop, effect]) follow(each);
    expect(after(300_000)).toEqual(left);
  });

  it('have no limit for a recovery where the user has set none', () => {
    const { follow, after } = waiting(null);
    follow(limit);
    expect(vi.getTimerCount()).toBe(0);
    expect(after(300_000)).toEqual([]);
  });

  it('have one wait for the next attempt: a later one takes the place of the one before', () => {
    const { follow, after } = waiting();
    follow(wait);
    follow({ type: 'wait-to-retry', ms: 5000 });
    expect(after(4999)).toEqual([]);
    expect(after(1)).toEqual(['retry-due']);
  });
});
