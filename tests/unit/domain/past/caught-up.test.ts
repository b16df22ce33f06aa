import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SessionEventBody } from '../../../../utils/domain/log/session-event.ts';
import { gapLedger, hasAllArrived, type GapLedger } from '../../../../utils/domain/past/gap-ledger.ts';
import {
  lengthOfAll,
  lengthWithin,
  momentAfter,
  momentBefore,
} from '../../../../utils/domain/past/stretches.ts';
import { projectSession } from '../../../../utils/history/rows/session-projection.ts';
import { logOf, started } from '../session-log.ts';

type Story = [second: number, body: SessionEventBody][];

const live: SessionEventBody = { kind: 'live', afterMs: 1000 };
const watched: SessionEventBody = { kind: 'gaps-watched', fromMs: 900 };
const stopped: SessionEventBody = { kind: 'stop-requested' };
const ended: SessionEventBody = { kind: 'session-ended', by: 'user', durationMs: 60_000 };
const gapBegan = (seconds: number): SessionEventBody => ({ kind: 'gap-began', unprovenMs: seconds * 1000 });
const gapEnded = (seconds: number, lostSeconds = seconds, inAll = lostSeconds): SessionEventBody => ({
  kind: 'gap-ended',
  afterMs: seconds * 1000,
  lostMs: lostSeconds * 1000,
  lostInAllMs: inAll * 1000,
});
const began = (from: number, behind: number, again = 0, owed = 0): SessionEventBody => ({
  kind: 'catch-up-began',
  from: from * 1000,
  behindMs: behind * 1000,
  againMs: again * 1000,
  ...(owed > 0 && { owedMs: owed * 1000 }),
  road: 'stretch',
  speed: 1.25,
});
const over = (delivered: number, left = 0): SessionEventBody => ({
  kind: 'catch-up-ended',
  deliveredMs: delivered * 1000,
  leftMs: left * 1000,
});
const dropped = (from: number, seconds: number): SessionEventBody => ({
  kind: 'backlog-dropped',
  from: from * 1000,
  durationMs: seconds * 1000,
});
const muted = (isMuted: boolean): SessionEventBody => ({ kind: 'mute-changed', muted: isMuted });
const resumed = (hole: number): SessionEventBody => ({ kind: 'session-resumed', holeMs: hole * 1000 });
const opened: SessionEventBody = { kind: 'microphone-acquired', label: 'Desk microphone' };
const end: Story = [
  [60, stopped],
  [60, ended],
];

const logged = (story: Story) => logOf([[0, started], [1, live], [1, watched], ...story]);
const ledgerOf = (story: Story) => gapLedger(logged(story), 60_000);
const inSeconds = (stretches: readonly { from: number; to: number }[]) =>
  stretches.map(({ from, to }) => [from / 1000, to / 1000]);

/** A gap from 19 to 24 s. */
const gap: Story = [
  [20, gapBegan(1)],
  [24, gapEnded(5)],
];

describe('what a session sends late', () => {
  it.each<[name: string, story: Story, lost: number, late: number, twice: [number, number][]]>([
    ['is late and not lost', [...gap, [24, began(18.5, 5.5)], [46, over(27.5)], ...end], 0, 5, []],
    [
      'may have arrived twice where it was sent at once',
      [...gap, [24, began(18.5, 5.5, 1.5)], [46, over(27.5)], ...end],
      0,
      5,
      [[18.5, 20]],
    ],
    ['is lost as long as nobody says that it arrived', [...gap, [24, began(18.5, 5.5)]], 41.5, 0, []],
    [
      'is lost from the place where it was stopped',
      [...gap, [24, began(19, 5)], [50, over(27, 4)], [50, dropped(46, 4)], [50, stopped], [51, ended]],
      4,
      5,
      [],
    ],
    [
      'is lost where it was left out',
      [...gap, [24, dropped(19, 2)], [24, began(21, 3)], [40, over(19)], ...end],
      2,
      3,
      [],
    ],
    ['is lost where all of it was left out', [...gap, [24, dropped(19, 5)], ...end], 5, 0, []],
    [
      'is lost where something said while catching up was left out',
      [...gap, [24, began(19, 5)], [30, dropped(25, 2)], [40, over(19)], ...end],
      2,
      5,
      [],
    ],
    [
      'goes on from its place after another gap',
      [
        ...gap,
        [24, began(19, 5)],
        [30, over(8, 3)],
        [30, gapBegan(1)],
        [35, gapEnded(6, 6, 11)],
        [35, began(27, 8)],
        [55, over(28)],
        ...end,
      ],
      0,
      11,
      [],
    ],
    [
      'is lost from its place on where the next gap is not caught up',
      [...gap, [24, began(19, 5)], [30, over(8, 3)], [30, gapBegan(1)], [35, gapEnded(6, 6, 11)], ...end],
      8,
      5,
      [],
    ],
    [
      'is not what was muted in between',
      [
        [20, gapBegan(1)],
        [21, muted(true)],
        [23, muted(false)],
        [24, gapEnded(5, 3)],
        [24, began(19, 3)],
        [36, over(15)],
        ...end,
      ],
      0,
      3,
      [],
    ],
    [
      'is found before what was muted, where it was stopped',
      [
        ...gap,
        [24, began(19, 5)],
        [28, muted(true)],
        [30, stopped],
        [30, over(6, 3)],
        [30, dropped(25, 3)],
        [31, ended],
      ],
      3,
      5,
      [],
    ],
    [
      'is gone with its host',
      [
        ...gap,
        [24, began(19, 5)],
        [40, resumed(10)],
        [40, gapBegan(11)],
        [41, opened],
        [42, gapEnded(13, 2, 7)],
        ...end,
      ],
      5 + 6 + 1,
      0,
      [],
    ],
    [
      'is sent by the next host as far as it was recorded, and the second that was sent before its loss comes twice',
      [
        [32, resumed(2)],
        [32, gapBegan(3)],
        [33, opened],
        [34, began(29, 3, 0, 1.5)],
        [34, gapEnded(5, 2)],
        [40, over(9)],
        ...end,
      ],
      0,
      2,
      [[29, 30]],
    ],
    [
      'is sent once where its host was lost in an outage, but for what was sent before that was noticed',
      [
        [20, gapBegan(1)],
        [20, { kind: 'recovery-began', cause: 'link-silent', interruption: 1, lastHeardMsAgo: 900 }],
        [32, resumed(2)],
        [33, opened],
        [34, began(19, 13, 0, 12)],
        [34, gapEnded(15, 12)],
        [40, over(19)],
        ...end,
      ],
      0,
      12,
      [[19, 20]],
    ],
    [
      'is sent after Stop where the user wants that',
      [
        [50, gapBegan(1)],
        [54, gapEnded(5)],
        [54, began(49, 5)],
        [55, { kind: 'stop-requested' }],
        [58, over(6)],
        [59, ended],
      ],
      0,
      5,
      [],
    ],
    [
      'is nothing lost where a doubt was not justified',
      [[20, gapBegan(1)], [22, gapEnded(3, 0)], [22, began(20, 2, 1)], [30, over(10)], ...end],
      0,
      0,
      [[20, 21]],
    ],
    [
      'is lost where a doubt was not justified and the session stops',
      [
        [20, gapBegan(1)],
        [22, gapEnded(3, 0)],
        [22, began(20, 2, 1)],
        [24, over(3, 1)],
        [24, dropped(23, 1)],
        [24, stopped],
        [25, ended],
      ],
      1,
      0,
      [[20, 21]],
    ],
  ])('%s', (_name, story, lost, late, twice) => {
    const ledger = ledgerOf(story);
    expect([ledger.lostMs / 1000, ledger.lateMs / 1000]).toEqual([lost, late]);
    expect(inSeconds(ledger.twice)).toEqual(twice);
    expect(ledger.lateMs + ledger.deliveredMs + ledger.lostMs).toBe(ledger.capturedMs);
    expect(hasAllArrived(ledger, ledger.to)).toBe(lost === 0);
  });

  it('has the moment it began, the first of it, its speed and when it was level', () => {
    const { catchUps } = ledgerOf([...gap, [24, began(18.5, 5.5)], [46, over(27.5)], [50, began(49, 1)]]);
    expect(catchUps).toEqual([
      { from: 24_000, to: 46_000, first: 18_500, behindMs: 5500, road: 'stretch', speed: 1.25, end: 'level' },
      { from: 50_000, to: 60_000, first: 49_000, behindMs: 1000, road: 'stretch', speed: 1.25, end: 'open' },
    ]);
  });
});

describe('the row of a session in the list', () => {
  it.each<[string, Story, object]>([
    ['has what arrived late', [...gap, [24, began(19, 5)], [40, over(21)], ...end], { lateMs: 5000 }],
    [
      'has what was left out as lost',
      [...gap, [24, dropped(19, 2)], [24, began(21, 3)], [40, over(19)], ...end],
      { lostMs: 2000, lateMs: 3000 },
    ],
    ['has all of it as lost until then', [...gap, [24, began(19, 5)]], { lostMs: 5000 }],
    [
      'has what was kept by a lost host as lost',
      [...gap, [24, began(19, 5)], [30, resumed(2)], [40, over(21)], ...end],
      { lostMs: 5000 },
    ],
  ])('%s', (_, story, expected) => {
    const { lostMs, lateMs } = projectSession(logged(story)) ?? {};
    expect({ ...(lostMs !== undefined && { lostMs }), ...(lateMs !== undefined && { lateMs }) }).toEqual(
      expected,
    );
  });
});

describe('a length of captured time', () => {
  const stretches = fc
    .array(fc.tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 50 })), { maxLength: 8 })
    .map((parts) => {
      let at = 0;
      return parts.map(([pause, length]) => {
        const from = at + pause;
        at = from + length;
        return { from, to: at };
      });
    });

  it('is found after a moment and before one', () => {
    fc.assert(
      fc.property(stretches, fc.nat(400), fc.nat(200), (captured, moment, ms) => {
        const after = momentAfter(captured, moment, ms);
        const allAfter = lengthWithin(captured, { from: moment, to: 1e6 });
        expect(lengthWithin(captured, { from: moment, to: after })).toBe(Math.min(ms, allAfter));
        const before = momentBefore(captured, moment, ms);
        const allBefore = lengthWithin(captured, { from: 0, to: moment });
        expect(lengthWithin(captured, { from: before, to: moment })).toBe(Math.min(ms, allBefore));
      }),
    );
  });
});

/** One thing that a sender does with its microphone's sound, for so many tenths of a second. */
const happening = fc.record({
  what: fc.constantFrom('fine', 'cut', 'muted', 'catch up', 'catch up, broken off', 'overflow'),
  tenths: fc.integer({ min: 1, max: 80 }),
});

/**
 * Plays a story at a sender that keeps what it can't send, with a tenth of a second as the unit: what it logs, and which tenths of the
 * session had arrived at its end, were captured, and were lost for good.
 */
function play(story: readonly { what: string; tenths: number }[]) {
  let at = 20;
  const log: Story = [];
  const say = (body: SessionEventBody) => log.push([at / 10, body]);
  const captured = new Set<number>();
  const arrived = new Set<number>();
  let backlog: number[] = [];
  let inAll = 0;
  const capture = () => captured.add(at);
  for (const { what, tenths } of story) {
    switch (what) {
      case 'fine':
        for (let each = 0; each < tenths; each += 1, at += 1) {
          capture();
          // While something waits, what is said now waits behind it.
          if (backlog.length > 0) backlog.push(at);
          else arrived.add(at);
        }
        break;
      case 'muted':
        say(muted(true));
        at += tenths;
        say(muted(false));
        break;
      case 'cut': {
        const from = at;
        say(gapBegan(0));
        for (let each = 0; each < tenths; each += 1, at += 1) {
          capture();
          backlog.push(at);
        }
        inAll += (at - from) / 10;
        say(gapEnded((at - from) / 10, (at - from) / 10, inAll));
        break;
      }
      case 'overflow': {
        const [first] = backlog;
        if (first === undefined) break;
        const out = backlog.splice(0, tenths);
        say(dropped(first / 10, out.length / 10));
        break;
      }
      default: {
        const [first] = backlog;
        if (first === undefined) break;
        say(began(first / 10, backlog.length / 10));
        const isWhole = what === 'catch up';
        let sent = 0;
        while (backlog.length > 0 && (isWhole || sent < tenths)) {
          // Two tenths are sent while one is said.
          for (const late of backlog.splice(0, 2)) {
            arrived.add(late);
            sent += 1;
          }
          capture();
          backlog.push(at);
          at += 1;
          if (isWhole && backlog.length === 1) {
            arrived.add(at - 1);
            backlog = [];
          }
        }
        say(over(sent / 10, backlog.length / 10));
      }
    }
  }
  say(stopped);
  if (backlog.length > 0) say(dropped((backlog[0] ?? 0) / 10, backlog.length / 10));
  say(ended);
  return { log, captured, arrived, to: at };
}

describe('the ledger of a session that catches up', () => {
  it('has captured, delivered, late and lost as they were, and never too little lost', () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 12 }), (story) => {
        const { log, captured, arrived, to } = play(story);
        const ledger: GapLedger = gapLedger(logOf([[0, started], [2, live], [2, watched], ...log]), to * 100);
        const lost = [...captured].filter((tenth) => !arrived.has(tenth)).length * 100;
        expect(ledger.capturedMs).toBeCloseTo(captured.size * 100, 3);
        expect(ledger.lateMs + ledger.deliveredMs + ledger.lostMs).toBeCloseTo(ledger.capturedMs, 3);
        expect(ledger.lostMs).toBeCloseTo(lost, 3);
        expect(lengthOfAll(ledger.lost)).toBeCloseTo(lost, 3);
        expect(lengthOfAll(ledger.late)).toBeCloseTo(ledger.lateMs, 3);
      }),
    );
  });
});
