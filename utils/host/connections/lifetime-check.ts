import type { Edges } from '../../async/edges.ts';
import { judgeLifetimes } from '../../domain/session/roll-over.ts';
import type { SessionFact } from '../../domain/session/session-fact.ts';
import type { SessionState } from '../../domain/session/session-state.ts';
import type { LinkInUse } from './link-in-use.ts';

export interface LifetimeCheckDeps extends Pick<Edges, 'now' | 'random'> {
  link: Pick<LinkInUse, 'lifetimes' | 'reading'>;
  state(): SessionState;
  dispatch(fact: SessionFact): void;
}

/** Makes a function that reports where the time of the connection in use, or that of its replacement, has come. */
export function createLifetimeCheck({ now, random, link, state, dispatch }: LifetimeCheckDeps) {
  return function checkLifetimes(): void {
    const current = state();
    if (current.phase !== 'live') return;
    for (const fact of judgeLifetimes(current, link.lifetimes(), now())) {
      if (fact.type === 'credentials-expiring') dispatch(fact);
      else dispatch({ ...fact, jitter: random(), link: link.reading() });
    }
  };
}
