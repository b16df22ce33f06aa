import type { Edges } from '../../async/edges.ts';
import { createTimer } from '../../async/timer.ts';
import type { SessionFact } from '../../domain/session/session-fact.ts';
import type { LinkInUse } from './link-in-use.ts';

export interface LinkVerificationDeps extends Pick<Edges, 'now' | 'after'> {
  link: Pick<LinkInUse, 'evidence' | 'answersWithinMs' | 'reading'>;
  /** Makes the link report its next acknowledgement. */
  doubt(): void;
  dispatch(fact: Extract<SessionFact, { type: 'link-unproven' }>): void;
}

/** Checks that the connection in use still serves, within a deadline; another call restarts the check. */
export function createLinkVerification({ link, doubt, dispatch, ...edges }: LinkVerificationDeps) {
  const limit = createTimer(edges);
  return {
    begin(): void {
      const since = edges.now();
      doubt();
      limit.start(link.answersWithinMs(), () => {
        const heardAt = link.evidence().heardAt ?? 0;
        if (heardAt <= since) dispatch({ type: 'link-unproven', link: link.reading() });
      });
    },
    end: limit.stop,
  };
}
