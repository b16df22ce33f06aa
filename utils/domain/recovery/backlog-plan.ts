import type { ProfileKind } from '../profiles/profile-kinds.ts';
import type { CatchUpRoad } from './catch-up-roads.ts';

/** How the sound that is kept until it arrives is sent afterwards. */
export interface BacklogPlan {
  /** The road of a backlog that is too long to be sent at once to any receiver. */
  road: CatchUpRoad;
  /** How many times as fast as it was said it is sent by stretching. */
  speed: number;
  /** The milliseconds that are kept at most; null for as many as are sent within two minutes. */
  limitMs: number | null;
  /** What is left out beyond that: the oldest of it, or all of it. */
  beyond: 'oldest' | 'all';
  /** Whether this browser can send nothing faster than in real time, so that all is stretched. */
  isPaced?: boolean;
}

/** How many times as fast as it was said sound is sent in a burst, which changes nothing in it. */
const burstSpeed = 2;

/** Milliseconds that any receiver takes faster than it plays them: Chromium's jitter buffer holds four seconds. */
export const takenAtOnceMs = 2500;

/** Milliseconds that a catch-up takes at most where no limit is set. */
const withinMs = 120_000;

/** The road and the speed of a backlog of this length. */
export function roadOf(
  { road, speed, isPaced = false }: BacklogPlan,
  behindMs: number,
): { road: CatchUpRoad; speed: number } {
  if (isPaced) return { road: 'stretch', speed };
  return road === 'burst' || behindMs <= takenAtOnceMs
    ? { road: 'burst', speed: burstSpeed }
    : { road, speed };
}

/** The longest backlog that is kept, in milliseconds. */
export function longestBacklogMs(plan: BacklogPlan): number {
  return plan.limitMs ?? withinMs * (roadOf(plan, Infinity).speed - 1);
}

/**
 * The road to the servers of a kind: behind a JSON offer are receivers without a playout clock (aiortc, and so Pipecat and FastRTC),
 * which hand on what they get as it comes. Whoever is unknown is taken to have one, and to throw away what it could not play in time.
 */
export function roadOfKind(kind: ProfileKind): CatchUpRoad {
  return kind === 'json-offer' ? 'burst' : 'stretch';
}
