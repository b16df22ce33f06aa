import { within } from '../../async/within.ts';
import { isRunning, sessionOf, type SessionState, type StateOf } from '../../domain/session/session-state.ts';
import type { HostPort } from './host-port.ts';

/**
 * Milliseconds to wait for the answer of a host that may be busy or gone, where the last known state will do.
 */
const quickMs = 2000;

export interface SessionFinderDeps {
  host: Pick<HostPort, 'exists' | 'state' | 'lastSession'>;
  lastState: { load(): Promise<SessionState> };
}

/** A state of a session that has begun and not ended. */
export type UnderWay = StateOf<'starting' | 'live' | 'recovering' | 'stopping'>;

interface Finding {
  state: SessionState;
  /** The session that is under way although no host runs it. */
  lost: UnderWay | null;
}

/** Finds the session's state: as its host says, or the last one reported where there is no host. */
export function createSessionFinder({ host, lastState }: SessionFinderDeps) {
  let finding: Promise<Finding> | null = null;

  async function findAnew(): Promise<Finding> {
    const last = await lastState.load();
    const found = (state: SessionState): Finding => ({ state, lost: null });
    const lastOnly = (): Finding => ({ state: last, lost: isUnderWay(last) ? last : null });
    if (!(await host.exists())) return lastOnly();
    const hosted = await within(quickMs, host.state());
    // The host is busy or not there yet; only the keeper's `watch` decides that a host is gone.
    if (hosted === null) return found(last);
    if (hosted.phase !== 'idle') return found(hosted);
    if (!isUnderWay(last)) return found(last);
    // Either the session has ended in its host and that message is still on its way here, or the host is new
    // and does not know the session.
    const known = await within(
      quickMs,
      host.lastSession().then((id) => ({ id })),
    );
    if (known === null) return found(last);
    return known.id === sessionOf(last).id ? found(hosted) : lastOnly();
  }

  return {
    findAnew,
    /** Finds the state once for all callers at the same time. */
    find(): Promise<Finding> {
      finding ??= findAnew().finally(() => {
        finding = null;
      });
      return finding;
    },
  };
}

export function isUnderWay(state: SessionState): state is UnderWay {
  return isRunning(state) || state.phase === 'stopping';
}
