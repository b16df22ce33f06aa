import { expect } from 'vitest';
import type { Failure } from '../../../utils/domain/failure/failure.ts';
import type { Patience } from './wait-for.ts';
import { nothingHeld, type SessionDriver } from './session-driver.ts';
import { inWords, shownFailure } from './shown-failure.ts';

/**
 * Expects a session to fail with this failure: told in the popup in words and with the next click, told by
 * the badge, and logged, with no microphone or connection left open.
 */
export async function expectFailure(
  driver: SessionDriver,
  failure: Failure,
  patience?: Patience,
): Promise<void> {
  expect(await shownFailure(driver.popup, patience)).toEqual(inWords(failure));
  await driver.badgeIs('!');
  expect(await driver.held()).toEqual(nothingHeld);
  const events = await driver.events();
  expect(events.find(({ kind }) => kind === 'session-failed')).toMatchObject({ failure });
  expect(events.at(-1)).toMatchObject({ kind: 'session-ended', by: 'failure' });
}
