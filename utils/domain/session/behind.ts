import type { CatchUpRoad } from '../recovery/catch-up-roads.ts';

/**
 * A session of which not all that was said is sent yet: it is kept (`holding`) until the connection is back, then sent faster than
 * it was said (`catching-up`), and once nothing is left (`level`) the microphone itself is sent again from the next pause on.
 */
export interface Behind {
  state: 'holding' | 'catching-up' | 'level';
  /** Milliseconds of sound that were not sent yet at the moment `at`, in epoch milliseconds. */
  behindMs: number;
  at: number;
  /** How many times as fast as it was said it is sent, or will be. */
  speed: number;
  road: CatchUpRoad;
}
