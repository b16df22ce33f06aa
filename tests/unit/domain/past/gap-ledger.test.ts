import { describe, expect, it } from 'vitest';
import type { SessionEventBody } from '../../../../utils/domain/log/session-event.ts';
import { gapLedger, hasAllArrived, type GapCause } from '../../../../utils/domain/past/gap-ledger.ts';
import { logOf, started } from '../session-log.ts';

const live: SessionEventBody = { kind: 'live', afterMs: 1000 };
const watched: SessionEventBody = { kind: 'gaps-watched', fromMs: 900 };
const stopped: SessionEventBody = { kind: 'stop-requested' };
const ended: SessionEventBody = { kind: 'session-ended', by: 'user', durationMs: 0 };
const muted = (isMuted: boolean): SessionEventBody => ({ kind: 'mute-changed', muted: isMuted });
const missing = (isMissing: boolean): SessionEventBody => ({
  kind: 'microphone-condition-changed',
  condition: isMissing ? 'missing' : 'sounding',
});
const began = (unprovenMs: number): SessionEventBody => ({ kind: 'gap-began', unprovenMs });
const over = (afterMs: number, lostMs = afterMs, lostInAllMs = lostMs): SessionEventBody => ({
  kind: 'gap-ended',
  afterMs,
  lostMs,
  lostInAllMs,
});
const lost: SessionEventBody = {
  kind: 'recovery-began',
  cause: 'network-lost',
  lastHeardMsAgo: 900,
  interruption: 1,
};
const healed: SessionEventBody = {
  kind: 'recovered',
  by: 'new-connection',
  afterMs: 3000,
  attempts: 1,
  interruptedMs: 3000,
};
const resumed = (holeMs: number): SessionEventBody => ({ kind: 'session-resumed', holeMs });
const opened: SessionEventBody = { kind: 'microphone-acquired', label: 'Desk microphone' };

const unproven = (unprovenMs: number): SessionEventBody => ({ ...ended, unprovenMs });

type Story = [second: number, body: SessionEventBody][];

/** Twelve seconds without a proof, whose sound is sent after them at twice the speed. */
const outage: Story = [
  [20, began(1000)],
  [20, lost],
  [31, over(12_000)],
  [31, healed],
  [31, { kind: 'catch-up-began', from: 19_000, behindMs: 12_000, againMs: 1000, road: 'burst', speed: 2 }],
];

/** Seconds captured and lost, and the gaps, of a story that runs from 0 to 60 s. */
function told(story: Story) {
  const ledger = gapLedger(logOf([[0, started], [1, live], [1, watched], ...story]), 60_000);
  return {
    captured: ledger.capturedMs / 1000,
    lost: ledger.lostMs / 1000,
    gaps: ledger.gaps.map(({ from, to, cause }) => [from / 1000, to / 1000, cause]),
  };
}

describe('the ledger of a session', () => {
  it.each<[name: string, story: Story, captured: number, lost: number, gaps: [number, number, GapCause][]]>([
    [
      'all arrived',
      [
        [60, stopped],
        [60, ended],
      ],
      59,
      0,
      [],
    ],
    ['it runs', [], 59, 0, []],
    [
      'what a session before left unsent is neither captured nor lost in this one',
      [
        [
          1,
          {
            kind: 'catch-up-began',
            from: -30_000,
            behindMs: 9000,
            againMs: 0,
            owedMs: 8000,
            road: 'burst',
            speed: 2,
          },
        ],
        [10, { kind: 'catch-up-ended', deliveredMs: 18_000, leftMs: 0 }],
        [60, ended],
      ],
      59,
      0,
      [],
    ],
    [
      'what comes after Stop is nothing',
      [
        [50, stopped],
        [60, ended],
      ],
      49,
      0,
      [],
    ],
    [
      'a gap that no loss explains',
      [
        [20, began(1000)],
        [22, over(3000)],
        [60, ended],
      ],
      59,
      3,
      [[19, 22, 'unanswered']],
    ],
    [
      'a gap of a loss',
      [
        [20, began(1000)],
        [20, lost],
        [23, healed],
        [23, over(4000)],
        [60, ended],
      ],
      59,
      4,
      [[19, 23, 'network-lost']],
    ],
    ['a gap that lasts', [[50, began(1000)]], 59, 11, [[49, 60, 'unanswered']]],
    [
      'a gap until Stop',
      [
        [50, began(1000)],
        [55, stopped],
        [55, over(6000)],
        [60, ended],
      ],
      54,
      6,
      [[49, 55, 'unanswered']],
    ],
    [
      'a doubt after which nothing is missing',
      [
        [20, began(1000)],
        [21, over(2000, 0)],
        [60, ended],
      ],
      59,
      0,
      [],
    ],
    [
      'two gaps',
      [
        [20, began(1000)],
        [21, over(2000)],
        [30, began(500)],
        [31, over(1500, 1500, 3500)],
        [60, ended],
      ],
      59,
      3.5,
      [
        [19, 21, 'unanswered'],
        [29.5, 31, 'unanswered'],
      ],
    ],
    [
      'muted all the time',
      [
        [1, muted(true)],
        [20, began(1000)],
        [22, over(3000, 0)],
        [60, ended],
      ],
      0,
      0,
      [],
    ],
    [
      'muted in the middle of a gap',
      [
        [20, began(1000)],
        [21, muted(true)],
        [25, over(6000, 2000)],
        [30, muted(false)],
      ],
      50,
      2,
      [[19, 25, 'unanswered']],
    ],
    [
      'muted in the middle of a gap that lasts',
      [
        [50, began(1000)],
        [52, muted(true)],
      ],
      51,
      3,
      [[49, 60, 'unanswered']],
    ],
    [
      'no microphone in the middle of a gap that lasts',
      [
        [50, began(1000)],
        [52, missing(true)],
        [58, missing(false)],
      ],
      53,
      5,
      [[49, 60, 'unanswered']],
    ],
    ['asleep', [[40, { kind: 'clock-jumped', byMs: 20_000 }]], 39, 0, []],
    [
      'asleep in the middle of a gap',
      [
        [40, { kind: 'clock-jumped', byMs: 20_000 }],
        [41, began(22_000)],
        [42, over(23_000, 3000)],
      ],
      39,
      3,
      [[19, 42, 'unanswered']],
    ],
    [
      'a clock that was set back from the 60th second to the 40th',
      [[40, { kind: 'clock-jumped', byMs: -20_000 }]],
      79,
      0,
      [],
    ],
    [
      'another host took over',
      [
        [30, resumed(10_000)],
        [30, began(11_000)],
        [31, opened],
        [32, healed],
        [32, over(13_000, 2000)],
      ],
      48,
      2,
      [[19, 32, 'host-gone']],
    ],
    [
      'another host that has no microphone yet',
      [
        [50, resumed(10_000)],
        [50, began(11_000)],
      ],
      39,
      1,
      [[39, 60, 'host-gone']],
    ],
    [
      'the browser was killed',
      [[50, { kind: 'session-ended', by: 'interruption', durationMs: 50_000 }]],
      49,
      1,
      [[49, 50, 'host-gone']],
    ],
    [
      'the browser was killed in a gap',
      [
        [40, began(1000)],
        [50, { kind: 'session-ended', by: 'interruption', durationMs: 50_000 }],
      ],
      49,
      11,
      [[39, 50, 'host-gone']],
    ],
    [
      'gaps of which the log has the sum alone',
      [
        [20, began(1000)],
        [21, over(2000)],
        [50, over(1500, 1500, 10_000)],
      ],
      59,
      10,
      [
        [19, 21, 'unanswered'],
        [48.5, 50, 'unanswered'],
      ],
    ],
    [
      'the link was cut half a second before the Stop, which nothing had shown',
      [
        [50, stopped],
        [51, unproven(600)],
      ],
      49,
      0.6,
      [[49.4, 50, 'unanswered']],
    ],
    [
      'the user had muted in the time before the Stop of which nothing is known',
      [
        [49.8, muted(true)],
        [50, stopped],
        [51, unproven(600)],
      ],
      48.8,
      0.4,
      [[49.4, 50, 'unanswered']],
    ],
    [
      'the link was cut at the end of a catch-up at twice the speed, before a Stop that waited for it',
      [
        ...outage,
        [40, { kind: 'stop-requested', when: 'delivered' }],
        [44, { kind: 'catch-up-ended', deliveredMs: 21_000, leftMs: 0 }],
        [45, unproven(600)],
      ],
      39,
      1.2,
      [
        [19, 31, 'network-lost'],
        [38.8, 40, 'unanswered'],
      ],
    ],
    [
      'the link was cut in a catch-up, before a Stop that did not wait for it',
      [
        ...outage,
        [40, stopped],
        [40, { kind: 'catch-up-ended', deliveredMs: 18_000, leftMs: 3000 }],
        [41, unproven(600)],
      ],
      39,
      4.2,
      [
        [19, 31, 'network-lost'],
        [35.8, 40, 'unanswered'],
      ],
    ],
  ])('tells what is lost where %s', (_name, story, captured, lostSeconds, gaps) => {
    expect(told(story)).toEqual({ captured, lost: lostSeconds, gaps });
  });

  const set = (byMs: number): SessionEventBody => ({ kind: 'clock-jumped', byMs });
  /** Stories in which the clock is set back in the 30th second, by their own time, and what they captured and lost. */
  const setBack: [string, Story, Story, number, number][] = [
    [
      'before a gap',
      [[10, muted(false)]],
      [
        [40, began(1000)],
        [44, over(5000)],
      ],
      59,
      5,
    ],
    [
      'after a gap',
      [
        [20, began(1000)],
        [24, over(5000)],
      ],
      [[50, muted(true)]],
      49,
      5,
    ],
    ['in a gap', [[25, began(1000)]], [[35, over(11_000)]], 59, 11],
    ['in a gap that lasts to the end', [[25, began(1000)]], [], 59, 36],
    [
      'in a loss whose sound is sent late',
      [
        [25, began(1000)],
        [26, lost],
      ],
      [
        [35, over(11_000)],
        [35, healed],
        [
          35,
          { kind: 'catch-up-began', from: 24_000, behindMs: 11_000, againMs: 1000, road: 'burst', speed: 2 },
        ],
        [46, { kind: 'catch-up-ended', deliveredMs: 22_000, leftMs: 0 }],
      ],
      59,
      0,
    ],
  ];
  it.each(setBack.flatMap((story) => [2, 20, 3600].map((seconds) => [seconds, ...story] as const)))(
    'is the same where the clock is set back by %i s %s',
    (seconds, _name, before, after, captured, lostSeconds) => {
      const back = <Body extends SessionEventBody>(body: Body): Body =>
        'from' in body && typeof body.from === 'number'
          ? { ...body, from: body.from - seconds * 1000 }
          : body;
      const story: Story = [
        [0, started],
        [1, live],
        [1, watched],
        ...before,
        [30 - seconds, set(-seconds * 1000)],
        ...after.map(([at, body]): Story[number] => [at - seconds, back(body)]),
        [60 - seconds, stopped],
        [60 - seconds, ended],
      ];
      const epoch = 10_000_000;
      const log = logOf(story).map((event) => ({
        ...event,
        at: event.at + epoch,
        ...('from' in event && typeof event.from === 'number' && { from: event.from + epoch }),
      })) as ReturnType<typeof logOf>;
      // A log is read by time.
      log.sort((one, other) => one.at - other.at);
      const ledger = gapLedger(log, epoch + (60 - seconds) * 1000);
      expect([ledger.capturedMs / 1000, ledger.lostMs / 1000]).toEqual([captured, lostSeconds]);
      expect(hasAllArrived(ledger, ledger.to)).toBe(lostSeconds === 0);
    },
  );

  it('has nothing captured before a session is live', () => {
    const ledger = gapLedger(
      logOf([
        [0, started],
        [60, stopped],
        [60, ended],
      ]),
      60_000,
    );
    expect(ledger).toMatchObject({ capturedMs: 0, lostMs: 0, deliveredMs: 0, gaps: [] });
  });

  it('says that nothing is known where no gaps are watched for, as in logs of earlier versions', () => {
    const ledger = gapLedger(
      logOf([
        [0, started],
        [1, live],
        [60, ended],
      ]),
      60_000,
    );
    expect(ledger.seenFromMs).toBeNull();
    expect(hasAllArrived(ledger, 30_000)).toBe(false);
  });

  it('tells how short a gap can be seen: the worst of a session’s servers', () => {
    const coarse: SessionEventBody = { kind: 'gaps-watched', fromMs: 5400 };
    expect(
      gapLedger(
        logOf([
          [0, started],
          [1, live],
          [1, watched],
          [30, coarse],
        ]),
        60_000,
      ).seenFromMs,
    ).toBe(5400);
  });
});

describe('everything up to a moment', () => {
  const arrived = (story: Story, second: number) =>
    hasAllArrived(gapLedger(logOf([[0, started], [1, live], [1, watched], ...story]), 60_000), second * 1000);

  it.each<[string, Story, number, boolean]>([
    ['has arrived where no gap was', [[60, ended]], 60, true],
    ['has not arrived where nothing shows that the end did', [[60, unproven(600)]], 60, false],
    [
      'has arrived before a gap',
      [
        [20, began(1000)],
        [22, over(3000)],
      ],
      19,
      true,
    ],
    [
      'has not arrived in a gap',
      [
        [20, began(1000)],
        [22, over(3000)],
      ],
      19.5,
      false,
    ],
    [
      'has not arrived after a gap',
      [
        [20, began(1000)],
        [22, over(3000)],
      ],
      40,
      false,
    ],
    [
      'has arrived after a doubt',
      [
        [20, began(1000)],
        [22, over(3000, 0)],
      ],
      40,
      true,
    ],
    ['is not known yet in the last moments of a session that runs', [], 59.5, false],
    ['is known a moment later', [], 59, true],
    [
      'has arrived after a gap in which the user had muted',
      [
        [10, muted(true)],
        [20, began(1000)],
        [22, over(3000, 0)],
      ],
      40,
      true,
    ],
    ['is known where nothing was captured since', [[40, muted(true)]], 60, true],
    ['has not arrived where the log has a sum alone', [[50, over(1500, 1500, 10_000)]], 10, false],
    [
      'has not arrived where the browser was killed',
      [[50, { kind: 'session-ended', by: 'interruption', durationMs: 50_000 }]],
      50,
      false,
    ],
  ])('%s', (_name, story, second, expected) => {
    expect(arrived(story, second)).toBe(expected);
  });
});
