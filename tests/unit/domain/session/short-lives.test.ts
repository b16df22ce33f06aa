import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SessionState } from '../../../../utils/domain/session/session-state.ts';
import { transition } from '../../../../utils/domain/session/session-transition.ts';
import { inputOf, live, sessionHead, type BareFact } from '../builders.ts';

const second = 1000;
const lossKinds = [
  { type: 'connection-lost', status: 'failed' },
  { type: 'connection-lost', status: 'closed' },
  { type: 'connection-lost', status: 'disconnected' },
  { type: 'link-silent' },
  { type: 'server-ended', heardForMs: 3500 },
] as const satisfies BareFact[];

/** A session whose server takes every connection at once, and whose connections live as long as `lives` says. */
function attemptsAt(lives: Iterable<{ ms: number; loss: BareFact }>, untilMs: number): number[] {
  const attempts: number[] = [];
  let at = 1_700_000_000_000;
  const began = at;
  let state: SessionState = live({ session: sessionHead({ policy: 'recover' }) });
  const take = (fact: BareFact) => {
    const next = transition(state, inputOf(at, fact));
    state = next.state;
    for (const effect of next.effects) {
      if (effect.type === 'attempt') attempts.push(at - began);
    }
  };
  for (const { ms, loss } of lives) {
    at += ms;
    if (at - began > untilMs) break;
    take(loss);
    // A connection that is silent at first is soon lost for good.
    if (loss.type === 'link-silent') take({ type: 'connection-lost', status: 'failed' });
    for (let retryAt = nextTry(state); retryAt !== null; retryAt = nextTry(state)) {
      at = retryAt;
      take({ type: 'retry-due' });
    }
    at += 100;
    take({ type: 'replacement-acknowledged' });
    expect(state.phase).toBe('live');
  }
  return attempts;
}

function nextTry(state: SessionState): number | null {
  return state.phase === 'recovering' ? state.retryAt : null;
}

function* endless(pick: () => { ms: number; loss: BareFact }) {
  for (;;) yield pick();
}

describe('a server that takes every connection and drops it soon', () => {
  const life = fc.record({
    ms: fc.integer({ min: 0, max: 3 * second }),
    loss: fc.constantFrom(...lossKinds),
  });

  it('is asked less and less often, however it drops them', () => {
    fc.assert(
      fc.property(fc.array(life, { minLength: 1, maxLength: 20 }), (some) => {
        let next = 0;
        const attempts = attemptsAt(
          endless(() => some[next++ % some.length] ?? { ms: 0, loss: lossKinds[0] }),
          600 * second,
        );
        // At least half of the longest wait lies between two attempts, once the wait has grown to that.
        expect(attempts.length).toBeLessThanOrEqual(600 / 2.5 + 6);
      }),
    );
  });

  it('has the first two losses healed without a wait', () => {
    const lives = [60 * second, 200].map((ms) => ({ ms, loss: lossKinds[0] }));
    expect(attemptsAt(lives, 600 * second)).toEqual([60 * second, 60 * second + 300]);
  });

  it('is asked at once again when a connection has stood for a while', () => {
    const short = { ms: 200, loss: lossKinds[0] };
    const lives = [short, short, short, short, { ms: 20 * second, loss: lossKinds[0] }];
    const attempts = attemptsAt(lives, 600 * second);
    expect((attempts[4] ?? 0) - (attempts[3] ?? 0)).toBe(20 * second + 100);
    expect((attempts[3] ?? 0) - (attempts[2] ?? 0)).toBeGreaterThan(second);
  });

  it.each<BareFact>([{ type: 'retry-requested' }, { type: 'addresses-changed', change: null }])(
    'is asked at once where %o',
    (fact) => {
      const at = 10 * second;
      const shaken = live({
        session: sessionHead({ policy: 'recover' }),
        takenOverAt: at - 100,
        shortLives: 8,
      });
      const lost = transition(shaken, inputOf(at, lossKinds[0]));
      expect(lost.effects.map(({ type }) => type)).toEqual(['limit-recovery', 'wait-to-retry']);
      expect(transition(lost.state, inputOf(at, fact)).effects.map(({ type }) => type)).toEqual(['attempt']);
    },
  );
});
