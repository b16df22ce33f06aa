import { describe, expect, it } from 'vitest';
import { clockJump } from '../../../../utils/domain/recovery/clock-jump.ts';

const jump = (wallMs: number, steadyMs: number) =>
  clockJump({ wall: 5000, steady: 100 }, { wall: 5000 + wallMs, steady: 100 + steadyMs }, 1000);

describe('between two readings a second apart', () => {
  it.each([
    ['a second passes', 1000, 1000],
    ['a busy page holds the timer up', 2500, 2500],
    ['the clock is put right by a moment', 1400, 1000],
    ['the computer is short of breath', 3900, 3900],
  ])('nothing has jumped where %s', (_, wallMs, steadyMs) => {
    expect(jump(wallMs, steadyMs)).toBeNull();
  });

  it.each([
    ['a sleep that stops the steady clock', 61_000, 1000, 60_000],
    ['a sleep that does not', 61_000, 61_000, 60_000],
    ['a process that was stopped', 5000, 5000, 4000],
    ['a clock set forward', 3_601_000, 1000, 3_600_000],
    ['a clock set back', -3_599_000, 1000, -3_600_000],
    ['a clock set back by a sleep’s length', 1000, 61_000, 60_000],
  ])('a jump shows by %s', (_, wallMs, steadyMs, byMs) => {
    expect(jump(wallMs, steadyMs)).toBe(byMs);
  });
});
