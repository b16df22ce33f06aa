import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SessionEvent, SessionEventBody } from '../../../../utils/domain/log/session-event.ts';
import { gapLedger } from '../../../../utils/domain/past/gap-ledger.ts';
import { difference, lengthWithin, merged, type Stretch } from '../../../../utils/domain/past/stretches.ts';
import { noGaps } from '../../../../utils/domain/session/gaps.ts';
import { isRunning, type SessionState } from '../../../../utils/domain/session/session-state.ts';
import { transition } from '../../../../utils/domain/session/session-transition.ts';
import { inputOf, live, recovering, sessionHead, starting, type BareFact } from '../builders.ts';
import { started } from '../session-log.ts';

const recovers = { session: sessionHead({ policy: 'recover' }) };

/** The lines about gaps that facts at these moments write, from a live session on. */
function lines(
  state: SessionState,
  facts: readonly (readonly [at: number, fact: BareFact])[],
): SessionEventBody[] {
  let current = state;
  return facts.flatMap(([at, fact]) => {
    const next = transition(current, inputOf(at, fact));
    current = next.state;
    return (next.log ?? []).filter(({ kind }) => kind.startsWith('gap-'));
  });
}

const silent = (provenMsAgo: number): BareFact => ({ type: 'link-silent', link: { provenMsAgo } });
const stoppedFor = (provenMsAgo: number): BareFact => ({ type: 'delivery-stopped', provenMsAgo });
const again: BareFact = { type: 'delivery-resumed' };
const heard: BareFact = { type: 'link-heard', by: 'itself' };
const mute = (muted: boolean): BareFact => ({ type: 'mute-requested', muted });
const began = (unprovenMs: number) => ({ kind: 'gap-began', unprovenMs });
const ended = (afterMs: number, lostMs = afterMs, lostInAllMs = lostMs) => ({
  kind: 'gap-ended',
  afterMs,
  lostMs,
  lostInAllMs,
});

describe('a gap', () => {
  it.each<[string, (readonly [number, BareFact])[], object[]]>([
    [
      'begins with the last proof, and what a receiver may drop of it, and ends with the next',
      [
        [10_000, stoppedFor(900)],
        [12_000, again],
      ],
      [began(1000), ended(3000)],
    ],
    [
      'is one, however often it is told',
      [
        [10_000, stoppedFor(900)],
        [10_100, silent(1000)],
        [12_000, again],
        [12_000, heard],
      ],
      [began(1000), ended(3000)],
    ],
    [
      'is empty where the connection is heard before its proofs were late',
      [
        [10_000, silent(300)],
        [10_300, heard],
      ],
      [began(400), ended(700, 0)],
    ],
    [
      'goes on until the first sound of another connection has arrived, and through that connection where it has not',
      [
        [10_000, { type: 'connection-lost', status: 'failed', link: { provenMsAgo: 200 } }],
        [11_000, { type: 'replacement-acknowledged' }],
        [11_500, silent(0)],
        [13_000, { type: 'replacement-acknowledged' }],
        [13_150, again],
      ],
      [began(300), ended(3450)],
    ],
    [
      'ends with the first sound of another connection',
      [
        [10_000, { type: 'connection-lost', status: 'failed', link: { provenMsAgo: 200 } }],
        [11_000, { type: 'replacement-acknowledged' }],
        [11_200, again],
      ],
      [began(300), ended(1500)],
    ],
    [
      'is none where a connection is replaced that serves',
      [
        [10_000, { type: 'replacement-acknowledged' }],
        [10_200, again],
      ],
      [],
    ],
    [
      'ends with the session',
      [
        [10_000, stoppedFor(900)],
        [12_000, { type: 'stop-requested' }],
      ],
      [began(1000), ended(3000)],
    ],
    [
      'does not cost what is muted',
      [
        [10_000, stoppedFor(900)],
        [10_500, mute(true)],
        [11_500, mute(false)],
        [12_000, again],
      ],
      [began(1000), ended(3000, 2000)],
    ],
    [
      'costs nothing where all of it is muted',
      [
        [9000, mute(true)],
        [10_000, stoppedFor(900)],
        [12_000, again],
      ],
      [began(1000), ended(3000, 0)],
    ],
    [
      'does not cost a sleep',
      [
        [10_000, stoppedFor(900)],
        [70_000, { type: 'slept', byMs: 59_000 }],
        [71_000, again],
      ],
      [began(1000), ended(62_000, 3000)],
    ],
    [
      'is as long as it was, though the clock is set back in it',
      [
        [10_000, stoppedFor(900)],
        [5000, { type: 'slept', byMs: -6000 }],
        [6000, again],
      ],
      [began(1000), ended(3000)],
    ],
    [
      'begins with the last proof, though the clock was set back to before the session was live',
      [
        [1200, { type: 'slept', byMs: -20_000 }],
        [1500, stoppedFor(900)],
        [2500, again],
      ],
      [began(1000), ended(2000)],
    ],
    [
      'does not cost a time without a microphone',
      [
        [10_000, stoppedFor(900)],
        [10_500, { type: 'microphone-condition-changed', condition: 'missing' }],
        [12_000, again],
      ],
      [began(1000), ended(3000, 1500)],
    ],
    [
      'never begins in the one before',
      [
        [10_000, stoppedFor(900)],
        [10_100, again],
        [11_000, stoppedFor(2000)],
        [12_000, again],
      ],
      [began(1000), ended(1100), began(900), ended(1900, 1900, 3000)],
    ],
    [
      'begins later where a reading after a loss shows that more had arrived',
      [
        [10_000, { type: 'connection-lost', status: 'failed', link: { provenMsAgo: 700 } }],
        [10_020, { type: 'delivery-proven', provenMsAgo: 220 }],
        [12_000, again],
      ],
      [began(800), ended(2300)],
    ],
    [
      'begins with the loss at the latest, since silence is sent then',
      [
        [10_000, { type: 'connection-lost', status: 'failed', link: { provenMsAgo: 700 } }],
        [10_400, { type: 'delivery-proven', provenMsAgo: 20 }],
        [12_000, again],
      ],
      [began(800), ended(2000)],
    ],
    [
      'does not begin earlier than it did by a reading of less',
      [
        [10_000, { type: 'connection-lost', status: 'failed', link: { provenMsAgo: 300 } }],
        [10_020, { type: 'delivery-proven', provenMsAgo: 900 }],
        [12_000, again],
      ],
      [began(400), ended(2400)],
    ],
    [
      'is not shortened by what another connection has brought, over which nothing of it was sent',
      [
        [10_000, { type: 'connection-lost', status: 'failed', link: { provenMsAgo: 200 } }],
        [11_000, { type: 'replacement-acknowledged' }],
        [11_500, silent(100)],
        [11_520, { type: 'delivery-proven', provenMsAgo: 20 }],
        [12_000, again],
      ],
      [began(300), ended(2300)],
    ],
    [
      'is not shortened once something of it is counted',
      [
        [10_000, { type: 'connection-lost', status: 'failed', link: { provenMsAgo: 700 } }],
        [10_010, mute(true)],
        [10_020, { type: 'delivery-proven', provenMsAgo: 220 }],
        [12_000, again],
      ],
      [began(800), ended(2800, 810)],
    ],
    ['never begins before the session was live', [[2500, stoppedFor(5000)]], [began(500)]],
  ])('%s', (_name, facts, told) => {
    expect(lines(live(recovers), facts)).toEqual(told);
  });

  it('is told where a loss ends the session', () => {
    const lost: BareFact = { type: 'connection-lost', status: 'failed', link: { provenMsAgo: 200 } };
    expect(lines(live(), [[10_000, lost]])).toEqual([began(300), ended(300)]);
  });

  it.each<[string, SessionState, object[]]>([
    ['begins with the last moments of a host that is lost', live(recovers), [began(6000), ended(8000, 3000)]],
    [
      'goes on from one host to the next',
      recovering({ gaps: { ...noGaps(), since: 1000, countedTo: 4000, ms: 3000 } }),
      [ended(13_000, 8000)],
    ],
  ])('%s', (_name, state, told) => {
    if (!isRunning(state)) throw new Error('The state of a session that runs is needed.');
    const { running } = state;
    const resumed = { type: 'resume-requested', running, liveSince: 2000, since: 7000 } as const;
    expect(
      lines({ phase: 'idle' }, [
        [12_000, resumed],
        [13_800, { type: 'replacement-acknowledged' }],
        [14_000, again],
      ]),
    ).toEqual(told);
  });
});

describe('the end of a session waits for the proof of its last sound', () => {
  const watched = { ...noGaps(), areWatched: true };
  const recogniser = sessionHead({
    policy: 'recover',
    catchUp: { road: 'burst', speed: 2, limitMs: null, beyond: 'oldest' },
  });
  const stop: BareFact = { type: 'stop-requested' };
  const gone: BareFact = { type: 'microphone-failed', failure: { reason: 'microphone-missing' } };

  it.each<[string, SessionState, BareFact, boolean]>([
    ['where a recogniser gets it', live({ session: recogniser, gaps: watched }), stop, true],
    ['where it is recorded', live({ isRecorded: true, gaps: watched }), stop, true],
    ['where the session fails by something else', live({ isRecorded: true, gaps: watched }), gone, true],
    ['but not where nobody could do anything about it', live({ gaps: watched }), stop, false],
    ['but not where no gaps are watched for', live({ isRecorded: true }), stop, false],
    ['but not in a gap', live({ isRecorded: true, gaps: { ...watched, since: 9000 } }), stop, false],
    [
      'but not after a loss',
      recovering({ session: recogniser, gaps: { ...watched, since: 9000 } }),
      stop,
      false,
    ],
    ['but not before it is live', starting({ session: recogniser, gaps: watched }), stop, false],
  ])('%s', (_name, state, fact, isAwaited) => {
    const { effects, state: after } = transition(state, inputOf(10_000, fact));
    expect(after.phase).toBe('stopping');
    expect(effects).toContainEqual(isAwaited ? { type: 'release', awaitsProof: true } : { type: 'release' });
  });

  it('and says how much of it is not known to have arrived, with what a receiver may drop of it', () => {
    const { state } = transition(live({ isRecorded: true, gaps: watched }), inputOf(10_000, stop));
    const lineAfter = (fact: BareFact) => transition(state, inputOf(10_500, fact)).log?.at(-1);
    expect(lineAfter({ type: 'released' })).not.toHaveProperty('unprovenMs');
    expect(lineAfter({ type: 'released', unprovenMs: 480 })).toMatchObject({
      kind: 'session-ended',
      unprovenMs: 580,
    });
  });
});

/** Something that happens to a session, and for how many milliseconds. */
const happening = fc.record({
  what: fc.constantFrom('cut', 'cut, and replaced', 'muted', 'unplugged', 'asleep', 'nothing'),
  ms: fc.integer({ min: 1500, max: 20_000 }),
});

/** Milliseconds from a cut to the moment of which the last proof is, and from the end of a cut to the next proof, at most. */
const proofMs = 400;

/** Plays a story: what the session logs of it, and which sound was captured, and lost on the wire. */
function play(story: readonly { what: string; ms: number }[], delays: () => number) {
  let state: SessionState = live(recovers);
  let at = 2000;
  let seq = 0;
  const truth: { captured: Stretch[]; lost: Stretch[] } = { captured: [], lost: [] };
  const events: SessionEvent[] = [];
  const write = (moment: number, body: SessionEventBody) =>
    events.push({ sessionId: 'session-1', writer: 'host', seq: (seq += 1), at: moment, ...body });
  const happens = (moment: number, fact: BareFact) => {
    const next = transition(state, inputOf(moment, fact));
    state = next.state;
    for (const body of next.log ?? []) write(moment, body);
  };
  write(1000, started);
  write(2000, { kind: 'live', afterMs: 1000 });
  write(2000, { kind: 'gaps-watched', fromMs: 900 });
  const silences: Stretch[] = [];
  for (const { what, ms } of story) {
    const [from, to] = [at, at + ms];
    at = to;
    switch (what) {
      case 'cut':
      case 'cut, and replaced': {
        const provenAt = from - delays();
        const noticedAt = from + 1000;
        happens(noticedAt, stoppedFor(noticedAt - provenAt));
        happens(noticedAt, silent(noticedAt - provenAt));
        const provenAgainAt = to + delays();
        if (what === 'cut, and replaced') happens(to, { type: 'replacement-acknowledged' });
        happens(provenAgainAt, again);
        if (what === 'cut') happens(provenAgainAt, heard);
        truth.lost.push({ from, to });
        at = provenAgainAt + 1000;
        break;
      }
      case 'muted':
        for (const muted of [true, false]) {
          happens(muted ? from : to, mute(muted));
          write(muted ? from : to, { kind: 'mute-changed', muted });
        }
        silences.push({ from, to });
        break;
      case 'unplugged':
        for (const condition of ['missing', 'sounding'] as const) {
          const moment = condition === 'missing' ? from : to;
          happens(moment, { type: 'microphone-condition-changed', condition });
          write(moment, { kind: 'microphone-condition-changed', condition });
        }
        silences.push({ from, to });
        break;
      case 'asleep':
        happens(to, { type: 'slept', byMs: ms });
        silences.push({ from, to });
        break;
      default:
    }
  }
  happens(at, { type: 'stop-requested' });
  happens(at + 50, { type: 'released' });
  truth.captured = difference([{ from: 2000, to: at }], merged(silences));
  const lostMs = truth.lost.reduce((sum, each) => sum + lengthWithin(truth.captured, each), 0);
  return { ledger: gapLedger(events, at), truth, lostMs };
}

it('a ledger never says less than the wire, and at each end of a gap little more, whatever happens to a session', () => {
  fc.assert(
    fc.property(
      fc.array(happening, { maxLength: 12 }),
      fc.array(fc.nat(proofMs), { minLength: 24, maxLength: 24 }),
      (story, delays) => {
        const waiting = [...delays];
        const { ledger, truth, lostMs } = play(story, () => waiting.shift() ?? 0);
        expect(ledger.captured).toEqual(truth.captured);
        expect(ledger.lostMs).toBeGreaterThanOrEqual(lostMs);
        expect(ledger.lostMs).toBeLessThanOrEqual(lostMs + truth.lost.length * (2 * proofMs + 100));
        expect(ledger.deliveredMs).toBe(ledger.capturedMs - ledger.lostMs);
        for (const [index, { from, to }] of truth.lost.entries()) {
          expect(ledger.gaps[index]?.from).toBeLessThanOrEqual(from);
          expect(ledger.gaps[index]?.from).toBeGreaterThanOrEqual(Math.max(2000, from - proofMs - 100));
          expect(ledger.gaps[index]?.to).toBeGreaterThanOrEqual(to);
          expect(ledger.gaps[index]?.to).toBeLessThanOrEqual(to + proofMs);
        }
        expect(ledger.gaps).toHaveLength(truth.lost.length);
      },
    ),
    { numRuns: 200 },
  );
});
