import type { Edges } from '../../async/edges.ts';
import type { ConnectionStatus } from '../../domain/link/connection-status.ts';
import { frameMs } from '../../domain/frames/frame.ts';

/**
 * Says of each frame whether it was pulled during a loss of the connection that counts (`disconnected` or
 * worse). A thread that was held up pulls a backlog at once, and that backlog is longer than the loss; so no
 * more frames count than the loss has lasted.
 */
export function createLossClock({ steady }: Pick<Edges, 'steady'>) {
  let lostAt: number | null = null;
  let counted = 0;

  return {
    setStatus(status: ConnectionStatus): void {
      const isLost = status === 'disconnected' || status === 'failed' || status === 'closed';
      if (isLost === (lostAt !== null)) return;
      lostAt = isLost ? steady() : null;
      counted = 0;
    },

    isLost: () => lostAt !== null,

    /** Whether the frame counts as pulled during a loss. To be called once for each frame. */
    countsAgainst(): boolean {
      if (lostAt === null || counted >= (steady() - lostAt) / frameMs + 1) return false;
      counted += 1;
      return true;
    },
  };
}
