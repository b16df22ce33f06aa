import { within } from '../../async/within.ts';
import type { SessionState } from '../../domain/session/session-state.ts';
import type { HostPort } from './host-port.ts';

/** Milliseconds to wait for a session to be restored, and for the history, which is asked once after the browser's start. */
const reviveMs = 2000;
const historyMs = 5000;

export interface CutOffSessionDeps {
  host: Pick<HostPort, 'exists'>;
  lastState: { isNew(): Promise<boolean> };
  /**
   * Restores a session that was cut off when the browser unloaded the extension. Returns whether there was
   * one.
   */
  revive(): Promise<boolean>;
  /**
   * Finds the session that the end of the browser or of the extension cut off: asked once after each start of
   * the extension.
   */
  findInterrupted(): Promise<SessionState | null>;
}

/**
 * Finds the session that the last end of the browser or extension cut off and that cannot be restored. Asked by the
 * first service worker after a start; null otherwise.
 */
export async function findCutOffSession(deps: CutOffSessionDeps): Promise<SessionState | null> {
  const [isNew, hasHost] = await Promise.all([deps.lastState.isNew(), deps.host.exists()]);
  if (!isNew || hasHost || (await within(reviveMs, deps.revive()))) return null;
  return within(historyMs, deps.findInterrupted());
}
