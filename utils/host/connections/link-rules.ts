import { frameMs } from '../../domain/frames/frame.ts';
import type { LinkRules } from '../../domain/link/link-state.ts';
import type { StartRequest } from '../../domain/session/start-request.ts';

/** How the link of each connection of a session is watched. */
export function linkRules({ recovery, watch }: Pick<StartRequest, 'recovery' | 'watch'>): LinkRules {
  return {
    checkIntervalMs: watch.checkIntervalMs,
    // A frame is 10 ms, so the threshold is also how long `disconnected` may last.
    disconnectedLimitMs: watch.errorThreshold * frameMs,
    // Where a loss ends the session, a silence alone is too early a sign to end it by.
    searches: recovery.mode === 'recover',
  };
}
