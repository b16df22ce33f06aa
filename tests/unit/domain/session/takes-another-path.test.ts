import { expect, it } from 'vitest';
import type { SessionEffect } from '../../../../utils/domain/session/session-effect.ts';
import { takesAnotherPath } from '../../../../utils/domain/session/takes-another-path.ts';

it.each<[SessionEffect, boolean]>([
  [{ type: 'connect', attempt: 1 }, false],
  [{ type: 'connect', attempt: 2 }, true],
  [{ type: 'attempt', attempt: 2 }, false],
  [{ type: 'restart-ice' }, false],
  [{ type: 'adopt-replacement' }, true],
  [{ type: 'complete-roll-over' }, true],
  [{ type: 'drop-attempt', healedBy: 'itself' }, false],
  [{ type: 'drop-attempt', healedBy: 'ice-restart' }, true],
  [{ type: 'release' }, false],
])('after %o another path is in use: %s', (effect, isAnother) => {
  expect(takesAnotherPath(effect)).toBe(isAnother);
});
