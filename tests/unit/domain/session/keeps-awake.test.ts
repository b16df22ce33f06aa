import { describe, expect, it } from 'vitest';
import { keepsAwake } from '../../../../utils/domain/session/keeps-awake.ts';
import { failed, live, recovering, starting, stopping } from '../builders.ts';

const minute = 60_000;
const lost = recovering({ since: 0 });

describe('a computer', () => {
  it.each([
    ['awake for a live session, however long', live(), 900 * minute, true],
    ['awake for a loss that may heal', lost, 14 * minute, true],
    ['free to sleep after a quarter of an hour of the same loss', lost, 15 * minute, false],
    ['free to sleep during a loss under which the clock was set back a day', lost, -1440 * minute, false],
    ['awake again for a new loss', recovering({ since: 20 * minute }), 21 * minute, true],
    ['free to sleep while a session only starts', starting(), 0, false],
    ['free to sleep while it stops', stopping(), 0, false],
    ['free to sleep after it failed', failed(), 0, false],
    ['free to sleep without a session', { phase: 'idle' }, 0, false],
  ] as const)('is %s', (_name, state, now, expected) => {
    expect(keepsAwake(state, now)).toBe(expected);
  });
});
