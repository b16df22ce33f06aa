import { describe, expect, it } from 'vitest';
import {
  longestBacklogMs,
  roadOf,
  type BacklogPlan,
} from '../../../../utils/domain/recovery/backlog-plan.ts';

const plan: BacklogPlan = { road: 'stretch', speed: 1.25, limitMs: null, beyond: 'oldest' };

describe('how a backlog is sent', () => {
  it.each<[string, Partial<BacklogPlan>, number, { road: string; speed: number }]>([
    ['a long one is stretched', {}, 2501, { road: 'stretch', speed: 1.25 }],
    ['any receiver takes a short one at once', {}, 2500, { road: 'burst', speed: 2 }],
    ['a receiver without a clock takes all at once', { road: 'burst' }, 60_000, { road: 'burst', speed: 2 }],
    [
      'a browser that only plays in real time stretches',
      { isPaced: true },
      2000,
      { road: 'stretch', speed: 1.25 },
    ],
    [
      'also for a receiver without a clock',
      { isPaced: true, road: 'burst', speed: 1.5 },
      60_000,
      { road: 'stretch', speed: 1.5 },
    ],
  ])('%s', (_title, changes, behindMs, expected) => {
    expect(roadOf({ ...plan, ...changes }, behindMs)).toEqual(expected);
  });

  it.each<[string, Partial<BacklogPlan>, number]>([
    ['stretched', {}, 30_000],
    ['in a burst', { road: 'burst' }, 120_000],
    ['in real time alone', { road: 'burst', isPaced: true }, 30_000],
    ['as set', { road: 'burst', limitMs: 7000 }, 7000],
  ])('as much is kept as is sent in two minutes, %s', (_how, changes, expected) => {
    expect(longestBacklogMs({ ...plan, ...changes })).toBe(expected);
  });
});
