import type { CatchUpRoad } from './catch-up-roads.ts';

/** What the puller's worker tells of the sound that is kept until it arrives. */
export type BacklogReport =
  /** How much is waiting to be sent, in milliseconds. */
  | { type: 'measured'; behindMs: number }
  /**
   * What is waiting is sent from now on; its first frame was captured at `from`, epoch milliseconds, and `againMs` of it were sent before.
   * The first `owedMs` of it are from another host, of this session or of the one before, that was cut off; absent for none.
   */
  | {
      type: 'began';
      from: number;
      behindMs: number;
      againMs: number;
      owedMs?: number;
      road: CatchUpRoad;
      speed: number;
    }
  /** Nothing more of it is sent: all was, or the connection was lost again, and `leftMs` are waiting still. */
  | { type: 'ended'; deliveredMs: number; leftMs: number }
  /** The sound from the moment `from` on, epoch milliseconds, for so many milliseconds is left out for good. */
  | { type: 'dropped'; from: number; durationMs: number }
  /** All was sent, and nobody speaks at this moment; or nobody has made a pause for too long. */
  | { type: 'pause-reached' };
