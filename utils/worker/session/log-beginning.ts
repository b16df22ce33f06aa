import type { Storage } from 'webextension-polyfill';
import { beginningAgain, type MomentAndBody } from '../../domain/session/session-beginning.ts';
import { createLastStateStore } from './last-state-store.ts';
import { createRunningSessionStore } from './running-session-store.ts';
import { help } from '../../async/within.ts';

/**
 * Rebuilds the first events of a session's log from what `storage.session` knows of the session; no events
 * for an unknown session.
 */
export function createLogBeginning(session: Pick<Storage.StorageArea, 'get' | 'set'>) {
  const lastState = createLastStateStore(session);
  const running = createRunningSessionStore(session);

  return async (sessionId: string): Promise<MomentAndBody[]> => {
    const [state, request] = await Promise.all([
      help(lastState.underWay(), null),
      help(running.request(sessionId), null),
    ]);
    return beginningAgain(sessionId, state, request);
  };
}
