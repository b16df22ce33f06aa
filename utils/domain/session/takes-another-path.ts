import type { SessionEffect } from './session-effect.ts';

/** Whether after this effect another path to the server is in use, which is made with the computer's present addresses. */
export function takesAnotherPath(effect: SessionEffect): boolean {
  switch (effect.type) {
    case 'connect':
      return effect.attempt > 1;
    case 'adopt-replacement':
    case 'complete-roll-over':
      return true;
    case 'drop-attempt':
      return effect.healedBy === 'ice-restart';
    default:
      return false;
  }
}
