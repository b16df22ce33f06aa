import { destinationOf, type Profile } from '../profiles/profile.ts';
import type { Settings } from './settings.ts';

/** How what was said while nothing arrived is sent afterwards. */
export interface CatchUpPlan {
  /** How many times as fast as it was said, to a receiver that plays by a clock: 1.1 to 1.5. */
  speed: number;
  /** The milliseconds of sound that are kept at most; null for as many as are sent within two minutes. */
  limitMs: number | null;
  /** What is left out beyond that: the oldest of it, or all of it, so that the session is level at once. */
  beyond: Settings['catchUp']['beyond'];
}

/**
 * How the sessions with a profile catch up: as the settings say where a recogniser is at the far end. Null where a session stays
 * live: listeners would hear everything late from then on, and the loopback has nobody who listens.
 */
export function catchUpOf({ catchUp }: Pick<Settings, 'catchUp'>, profile: Profile): CatchUpPlan | null {
  if (destinationOf(profile) !== 'recogniser') return null;
  return {
    speed: catchUp.speedPercent / 100,
    limitMs: catchUp.limitSeconds === null ? null : catchUp.limitSeconds * 1000,
    beyond: catchUp.beyond,
  };
}
