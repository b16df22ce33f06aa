import type { CatchUpRoad } from '../recovery/catch-up-roads.ts';

/**
 * A session of which not all that was said is sent yet: it is kept from the Start until the session is live (`beginning`), and after a
 * loss (`holding`) until the connection is back, then sent faster than
 * it was said (`catching-up`), and once nothing is left (`level`) the microphone itself is sent again from the next pause on.
 */
export interface Behind {
  state: 'beginning' | 'holding' | 'catching-up' | 'level';
  /** Milliseconds of sound that were not sent yet at the moment `at`, in epoch milliseconds. */
  behindMs: number;
  at: number;
  /** How many times as fast as it was said it is sent, or will be. */
  speed: number;
  road: CatchUpRoad;
}

/** The milliseconds by which a session is behind at the moment `now`, in epoch milliseconds. */
export function behindNow({ state, behindMs, at, speed }: Behind, now: number): number {
  const sinceMs = Math.max(0, now - at);
  if (isKept({ state })) return behindMs + sinceMs;
  return state === 'level' ? 0 : Math.max(0, behindMs - (speed - 1) * sinceMs);
}

/** The milliseconds until a session that catches up is level; null where nobody knows, because it can't send yet. */
export function levelInMs(behind: Behind, now: number): number | null {
  return isKept(behind) ? null : behindNow(behind, now) / (behind.speed - 1);
}

/** Whether all that is captured is kept, and nothing is sent. */
export function isKept({ state }: Pick<Behind, 'state'>): boolean {
  return state === 'beginning' || state === 'holding';
}

/** What of a session is not sent yet though the far side has heard it before; null where nothing is late. */
export function lateIn({ behind }: { behind: Behind | null }): Behind | null {
  return behind?.state === 'holding' || behind?.state === 'catching-up' ? behind : null;
}

/**
 * Whether a Stop has something to send first. A session that is `level` may be sending what was said before it was live, for 2.5 s at
 * most; where it is not, such a Stop ends it in the next pause, which is at once when the microphone is off.
 */
export function isUnsent({ behind }: { behind: Behind | null }): boolean {
  return behind !== null && behind.state !== 'beginning';
}
