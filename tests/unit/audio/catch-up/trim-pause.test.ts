import { describe, expect, it } from 'vitest';
import { framesToLeaveOut } from '../../../../utils/audio/catch-up/trim-pause.ts';

/** The frames that are left of a pause, walked through as a catch-up does. */
function left(frames: number): number {
  let kept = 0;
  for (let place = 0; place < frames; place += 1) {
    place += framesToLeaveOut(place, (ahead) => place + ahead < frames);
    kept += 1;
  }
  return kept;
}

describe('a pause in what is sent late', () => {
  it.each([
    [1, 1],
    [25, 25],
    [50, 50],
    [70, 70],
    [71, 50],
    [100, 50],
    [3000, 50],
  ])('of %i frames keeps %i of them', (frames, kept) => {
    expect(left(frames)).toBe(kept);
  });
});
