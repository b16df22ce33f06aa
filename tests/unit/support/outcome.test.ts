import { describe, expect, it } from 'vitest';
import type { SessionEvent, SessionEventBody } from '../../../utils/domain/log/session-event.ts';
import { holesAgainstLedger, ledgerProblems, logProblems } from '../../support/network/outcome.ts';

const warning = 'high-loss';
const began: SessionEventBody = {
  kind: 'recovery-began',
  cause: 'link-silent',
  lastHeardMsAgo: 900,
  interruption: 1,
};
const recovered: SessionEventBody = {
  kind: 'recovered',
  by: 'itself',
  afterMs: 1,
  attempts: 0,
  interruptedMs: 1,
};
const raised: SessionEventBody = { kind: 'warning-raised', warning, figure: 0.1 };
const cleared: SessionEventBody = { kind: 'warning-cleared', warning, figure: 0, worst: 0.1, afterMs: 1 };
const resumed: SessionEventBody = { kind: 'session-resumed', holeMs: 1 };

/** A session's log, numbered from 1, with these events between its start and its end. */
function log(...bodies: SessionEventBody[]): SessionEvent[] {
  const started: SessionEventBody = {
    kind: 'session-started',
    profile: { id: 'p', name: 'p', kind: 'whip' },
    serverOrigin: null,
    iceServerCount: 0,
    iceTransportPolicy: 'all',
    watch: { errorThreshold: 50, checkIntervalMs: 500, connectDeadlineMs: 15_000 },
  };
  const ended: SessionEventBody = { kind: 'session-ended', by: 'user', durationMs: 1 };
  return [started, ...bodies, ended].map((body, index) => ({
    sessionId: 's',
    writer: 'host',
    seq: index + 1,
    at: index,
    ...body,
  }));
}

describe('a log', () => {
  it.each<[string, SessionEventBody[]]>([
    ['says nothing between its start and its end', []],
    ['tells two losses, each with its end', [began, recovered, began, recovered]],
    ['tells a warning and its end', [raised, cleared]],
    ['goes on in another host', [resumed, recovered]],
    [
      'goes on in another host while it is healed, with a warning standing',
      [raised, began, resumed, recovered],
    ],
  ])('is whole that %s', (_, bodies) => {
    expect(logProblems({ events: log(...bodies) })).toEqual([]);
  });

  it.each<[string, SessionEventBody[], string]>([
    ['a loss within a loss', [began, began, recovered], 'recovery-began twice in a row'],
    ['an end without a loss', [recovered], 'recovered twice in a row'],
    ['a warning that nobody ends', [raised], 'never cleared: high-loss'],
    ['an end without a warning', [cleared], 'warning-cleared twice in a row: high-loss'],
    [
      'an end without a warning in a new host',
      [raised, resumed, cleared, recovered],
      'warning-cleared twice in a row: high-loss',
    ],
  ])('is not whole with %s', (_, bodies, problem) => {
    expect(logProblems({ events: log(...bodies) })).toEqual([problem]);
  });

  it('is not whole when a number is missing, its order is wrong, or an end is', () => {
    const whole = log(began, recovered);
    expect(logProblems({ events: whole.filter(({ seq }) => seq !== 3) })).not.toEqual([]);
    expect(logProblems({ events: whole.map((each) => ({ ...each, at: -each.at })) })).not.toEqual([]);
    expect(logProblems({ events: whole.slice(0, -1) })).toEqual(['it does not end with session-ended']);
    expect(logProblems({ events: whole.slice(1) })).toContain('it does not begin with session-started');
  });

  it('is whole although its host was cut off, where the worker ended it', () => {
    const endOfHost = log(began).slice(0, -1);
    const end: SessionEventBody = { kind: 'session-ended', by: 'interruption', durationMs: 1 };
    const events: SessionEvent[] = [
      ...endOfHost,
      { sessionId: 's', writer: 'worker', seq: 1, at: 9, ...end },
    ];
    expect(logProblems({ events })).toEqual([]);
  });
});

describe('a ledger against the wire', () => {
  /** A session of a minute, live from its beginning, with these gaps in its log. */
  function sessionWith(...gaps: readonly { from: number; to: number }[]): SessionEvent[] {
    const bodies = gaps.flatMap(({ from, to }): SessionEventBody[] => [
      { kind: 'gap-began', unprovenMs: 900 },
      { kind: 'gap-ended', afterMs: to - from, lostMs: to - from, lostInAllMs: 0 },
    ]);
    const times = [0, 0, 0, ...gaps.flatMap(({ from, to }) => [from + 900, to])];
    const whole = log({ kind: 'gaps-watched', fromMs: 600 }, { kind: 'live', afterMs: 0 }, ...bodies);
    return whole.map((event, index) => ({ ...event, at: times[index] ?? 60_000 }));
  }

  /** Audio each 20 ms of a minute, but for these times. */
  const audioBut = (...holes: readonly { from: number; to: number }[]) =>
    Array.from({ length: 3000 }, (_, index) => index * 20).filter(
      (at) => !holes.some(({ from, to }) => at > from && at < to),
    );
  const [first, second] = [
    { from: 10_000, to: 12_000 },
    { from: 15_000, to: 17_000 },
  ];
  const around = { from: 9900, to: 12_100 };
  const aroundSecond = { from: 14_900, to: 17_100 };

  it.each([
    ['no hole', [], []],
    ['a hole too short to be seen', [{ from: 10_000, to: 10_500 }], []],
    ['a gap around each hole', [first, second], [around, aroundSecond]],
    ['one gap around two holes', [first, second], [{ from: 9900, to: 17_100 }]],
    [
      'two gaps that meet within a hole',
      [first],
      [
        { from: 9900, to: 11_000 },
        { from: 11_000, to: 12_100 },
      ],
    ],
    ['a gap without a hole', [], [around]],
  ])('has nothing too little with %s', (_, holes, gaps) => {
    const outcome = { began: 1000, audio: audioBut(...holes), events: sessionWith(...gaps) };
    expect(ledgerProblems(outcome)).toEqual([]);
  });

  it.each([
    [
      'no gap at the second, shorter hole',
      [around],
      'nothing arrived for 1800 ms, and the ledger has no gap',
    ],
    ['a gap that begins too late', [around, { from: 15_050, to: 17_100 }], 'the gap begins 50 ms too late'],
    ['a gap that ends too early', [around, { from: 14_900, to: 16_700 }], 'the gap ends 100 ms too early'],
    [
      'two gaps with a time between them',
      [around, { from: 14_900, to: 16_000 }, { from: 16_300, to: 17_100 }],
      'the gaps leave out 300 ms between them',
    ],
  ])('has too little with %s, though the longest hole lies in one', (_, gaps, problem) => {
    const audio = audioBut(first, { from: 15_000, to: 16_800 });
    expect(ledgerProblems({ began: 1000, audio, events: sessionWith(...gaps) })).toEqual([problem]);
  });

  it('tells by how much each gap is longer than its hole', () => {
    const events = sessionWith(around, { from: 14_800, to: 17_050 });
    expect(holesAgainstLedger({ began: 1000, audio: audioBut(first, second), events })).toEqual([
      { wireMs: 2000, early: 100, late: 100, betweenMs: 0 },
      { wireMs: 2000, early: 200, late: 50, betweenMs: 0 },
    ]);
  });
});
