import type { Edges } from '../async/edges.ts';
import { createTimer } from '../async/timer.ts';
import type { LinkReading, SessionFact } from '../domain/session/session-fact.ts';
import type { StartRequest } from '../domain/session/start-request.ts';
import type { SessionEffect } from '../domain/session/session-effect.ts';

/** Milliseconds after a Stop within which what was said before must be sent. */
const deliveryDeadlineMs = 60_000;

export interface SessionWaitsDeps extends Pick<Edges, 'after'> {
  recovery: Pick<StartRequest['recovery'], 'giveUpAfterMs'>;
  link(): LinkReading;
  dispatch(fact: SessionFact): void;
}

/** The timers of a session: until the next attempt, for a whole recovery, and for sending the rest after a Stop. */
export function createSessionWaits({
  recovery: { giveUpAfterMs },
  link,
  dispatch,
  ...edges
}: SessionWaitsDeps) {
  const retry = createTimer(edges);
  const limit = createTimer(edges);
  const delivery = createTimer(edges);

  return {
    /** Starts the timer that an effect asks for, and cancels those that it makes needless. */
    follow(effect: SessionEffect): void {
      switch (effect.type) {
        case 'wait-to-retry':
          return retry.start(effect.ms, () => dispatch({ type: 'retry-due', link: link() }));
        case 'connect':
        case 'restart-ice':
        case 'attempt':
          return retry.stop();
        case 'limit-recovery':
          if (giveUpAfterMs === null) return;
          return limit.start(giveUpAfterMs, () => dispatch({ type: 'recovery-limit-passed' }));
        case 'adopt-replacement':
        case 'drop-attempt':
          retry.stop();
          return limit.stop();
        case 'stop-capturing':
          return delivery.start(deliveryDeadlineMs, () => dispatch({ type: 'delivery-limit-passed' }));
        case 'release':
          for (const wait of [retry, limit, delivery]) wait.stop();
          return;
        default:
          return;
      }
    },
  };
}
