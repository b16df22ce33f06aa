import { describe, expect, it } from 'vitest';
import type { SessionEventBody } from '../../../../utils/domain/log/session-event.ts';
import { gapLedger } from '../../../../utils/domain/past/gap-ledger.ts';
import { owedFrom, type CatchUpPlace } from '../../../../utils/domain/past/owed-from.ts';
import { logOf, started } from '../session-log.ts';

type Story = [second: number, body: SessionEventBody][];

const beginning: Story = [
  [0, started],
  [1, { kind: 'live', afterMs: 1000 }],
  [1, { kind: 'gaps-watched', fromMs: 900 }],
];
const began = (unprovenMs: number): SessionEventBody => ({ kind: 'gap-began', unprovenMs });
const over = (afterMs: number): SessionEventBody => ({
  kind: 'gap-ended',
  afterMs,
  lostMs: afterMs,
  lostInAllMs: afterMs,
});
const muted = (isMuted: boolean): SessionEventBody => ({ kind: 'mute-changed', muted: isMuted });
const ended = (by: 'user' | 'interruption'): SessionEventBody => ({
  kind: 'session-ended',
  by,
  durationMs: 60_000,
});
const catchesUp = (from: number): SessionEventBody => ({
  kind: 'catch-up-began',
  from: from * 1000,
  behindMs: 10_000,
  againMs: 0,
  road: 'burst',
  speed: 2,
});

/** A catch-up that had come to the sound of this second when it was told last, at 42 s. */
const atPlace = (second: number) => ({ at: 42_000, behindMs: (42 - second) * 1000, speed: 2 });

describe('what of a session’s end is not known to have arrived', () => {
  it.each<[name: string, story: Story, second: number | null]>([
    ['is its last second where it was cut off in a healthy link', [[60, ended('interruption')]], 59],
    [
      'is all since the last proof where it was cut off in an outage',
      [
        [50, began(900)],
        [60, ended('interruption')],
      ],
      49.1,
    ],
    [
      'is nothing of a gap that was over before',
      [
        [20, began(900)],
        [30, over(10_000)],
        [60, ended('interruption')],
      ],
      59,
    ],
    [
      'is all that was waiting where it was cut off while that was sent',
      [
        [20, began(1000)],
        [40, over(21_000)],
        [40, catchesUp(19)],
        [42, ended('interruption')],
      ],
      19,
    ],
    [
      'is the second before a mute in which it was cut off',
      [
        [59.5, muted(true)],
        [60, ended('interruption')],
      ],
      59,
    ],
    [
      'goes on over a mute in an outage',
      [
        [40, began(1000)],
        [45, muted(true)],
        [50, muted(false)],
        [60, ended('interruption')],
      ],
      39,
    ],
    [
      'is nothing where its user has stopped it',
      [
        [60, { kind: 'stop-requested' }],
        [60, ended('user')],
      ],
      null,
    ],
    [
      'is nothing where it was muted all the time',
      [
        [1, muted(true)],
        [60, ended('interruption')],
      ],
      null,
    ],
  ])('%s', (_name, story, second) => {
    const events = logOf([...beginning, ...story]);
    const from = owedFrom(gapLedger(events, events.at(-1)?.at ?? 0));
    expect(from).toBe(second === null ? null : second * 1000);
  });

  it.each<[name: string, place: CatchUpPlace | null, second: number]>([
    ['all that was waiting where nobody knows how far that had come', null, 19],
    [
      'what was not sent yet when that was told last, and the second of it that was sent last',
      atPlace(30),
      28,
    ],
    ['no more than was waiting', atPlace(20), 19],
  ])('is, where the host was lost while that was sent, %s', (_name, place, second) => {
    const story: Story = [
      [20, began(1000)],
      [40, over(21_000)],
      [40, catchesUp(19)],
      [42, ended('interruption')],
    ];
    expect(owedFrom(gapLedger(logOf([...beginning, ...story]), 42_000), place)).toBe(second * 1000);
  });

  it('is nothing where the session was never live', () => {
    const events = logOf([
      [0, started],
      [60, ended('interruption')],
    ]);
    expect(owedFrom(gapLedger(events, 60_000))).toBeNull();
  });
});
