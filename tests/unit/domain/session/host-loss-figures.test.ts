import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SessionEvent, SessionEventBody } from '../../../../utils/domain/log/session-event.ts';
import { gapLedger } from '../../../../utils/domain/past/gap-ledger.ts';
import { lostSoFarMs } from '../../../../utils/domain/session/gaps.ts';
import { sessionResumed } from '../../../../utils/domain/session/session-beginning.ts';
import type { SessionFact } from '../../../../utils/domain/session/session-fact.ts';
import {
  isRunning,
  type Running,
  type SessionState,
} from '../../../../utils/domain/session/session-state.ts';
import { transition } from '../../../../utils/domain/session/session-transition.ts';
import { projectSession } from '../../../../utils/history/rows/session-projection.ts';
import { inputOf, live, sessionHead, type BareFact } from '../builders.ts';
import { started } from '../session-log.ts';

const plan = { road: 'burst', speed: 1.25, limitMs: null, beyond: 'oldest' } as const;
/** The last moment that is known of the first host. */
const knownAt = 60_000;

/** A session whose host is lost, and of which the next host sends what a recording has. */
interface Loss {
  /** How long before its last known moment the host has lost its connection; 0 where that served. */
  outageMs: number;
  /** How long it recorded after that moment. */
  recordedMs: number;
  holeMs: number;
  /** From the next host's beginning to its microphone. */
  openingMs: number;
  /** From its microphone to its connection. */
  connectingMs: number;
  /** From its connection to the proof that what it sends arrives, and to the catch-up's beginning. */
  provenAfterMs: number;
  catchUpAfterMs: number;
  /** The share of what is missing with the first host that a recording still has, the last of it. */
  recordedShare: number;
}

function runningIn(state: SessionState): Running {
  if (!isRunning(state)) throw new Error('A session that runs stays one.');
  return state.running;
}

/** Plays it. Returns the three figures of what was lost and what was late: the state's, the row's and the ledger's. */
function figuresAfter(loss: Loss) {
  let state: SessionState = live({ session: sessionHead({ policy: 'recover', catchUp: plan }) });
  const events: SessionEvent[] = [];
  const write = (at: number, body: SessionEventBody) =>
    events.push({ sessionId: 'session-1', writer: 'host', seq: events.length + 1, at, ...body });
  const take = (at: number, fact: BareFact | SessionFact) => {
    const next = transition(state, inputOf(at, fact));
    state = next.state;
    for (const line of next.log ?? []) write(at, line);
  };
  write(1000, started);
  write(2000, { kind: 'live', afterMs: 1000 });
  const { outageMs, holeMs, openingMs, connectingMs, recordedMs } = loss;
  if (outageMs > 0) take(knownAt - outageMs, { type: 'link-silent', link: { provenMsAgo: 900 } });

  const missingFrom = outageMs > 0 ? knownAt - outageMs - 1000 : knownAt - 1000;
  const missingMs = knownAt - missingFrom;
  const running = runningIn(state);
  const stand = { lastKnownAt: knownAt, lastSeq: 9, interruptions: 0, interruptedMs: 0 };
  const at = knownAt + holeMs;
  state = { phase: 'idle' };
  take(at, sessionResumed({ running, liveSince: 2000, stand }, at));
  const openedAt = at + openingMs;
  take(openedAt, { type: 'microphone-acquired' });
  write(openedAt, { kind: 'microphone-acquired', label: 'Desk' });
  const connectedAt = openedAt + connectingMs;
  take(connectedAt, { type: 'replacement-acknowledged' });

  const sentMs = Math.round(missingMs * loss.recordedShare);
  const owedMs = sentMs > 0 ? sentMs + recordedMs : 0;
  const provenAt = connectedAt + loss.provenAfterMs;
  const beganAt = connectedAt + loss.catchUpAfterMs;
  const began = () => {
    const behindMs = owedMs + beganAt - openedAt;
    const from = owedMs > 0 ? knownAt - sentMs : openedAt;
    const report = { type: 'began', from, behindMs, againMs: 0, road: 'burst', speed: 2 } as const;
    take(beganAt, { type: 'backlog-reported', report: { ...report, ...(owedMs > 0 && { owedMs }) } });
  };
  const proven = () => take(provenAt, { type: 'delivery-resumed' });
  for (const step of beganAt < provenAt ? [began, proven] : [proven, began]) step();
  const levelAt = Math.max(provenAt, beganAt) + 30_000;
  take(levelAt, { type: 'backlog-reported', report: { type: 'ended', deliveredMs: 1, leftMs: 0 } });

  const { gaps } = runningIn(state);
  const row = projectSession(events);
  const ledger = gapLedger(events, levelAt + 1000);
  return {
    state: [lostSoFarMs(gaps), gaps.lateMs],
    row: [row?.lostMs ?? 0, row?.lateMs ?? 0],
    ledger: [ledger.lostMs, ledger.lateMs],
    expected: [missingMs - sentMs, sentMs + provenAt - openedAt],
  };
}

const usual: Loss = {
  outageMs: 0,
  recordedMs: 700,
  holeMs: 2000,
  openingMs: 400,
  connectingMs: 500,
  provenAfterMs: 200,
  catchUpAfterMs: 50,
  recordedShare: 0,
};

describe('what a session counts as lost and as late when its host is lost', () => {
  it.each<[name: string, loss: Partial<Loss>, lostMs: number, lateMs: number]>([
    ['is the last second of the first host where nothing recorded it', {}, 1000, 700],
    ['is none of it where a recording has it', { recordedShare: 1 }, 0, 1700],
    ['is an outage in which the host was lost', { outageMs: 8000 }, 9000, 700],
    ['is what the recording lacks of the outage', { outageMs: 9000, recordedShare: 0.6 }, 4000, 6700],
    ['does not depend on whether the catch-up or its proof comes first', { catchUpAfterMs: 900 }, 1000, 700],
  ])('%s', (_name, loss, lostMs, lateMs) => {
    const { expected: _, ...figures } = figuresAfter({ ...usual, ...loss });
    const all = [lostMs, lateMs];
    expect(figures).toEqual({ state: all, row: all, ledger: all });
  });

  it('is the same in the popup, in the list of sessions and in the details', () => {
    const loss = fc.record({
      outageMs: fc.constantFrom(0, 300, 5000, 60_000 - 5000),
      recordedMs: fc.integer({ min: 0, max: 1500 }),
      holeMs: fc.integer({ min: 1500, max: 60_000 }),
      openingMs: fc.integer({ min: 0, max: 3000 }),
      connectingMs: fc.integer({ min: 1, max: 20_000 }),
      provenAfterMs: fc.integer({ min: 1, max: 1000 }),
      catchUpAfterMs: fc.integer({ min: 1, max: 2500 }),
      recordedShare: fc.constantFrom(0, 0.2, 0.9, 1),
    });
    fc.assert(
      fc.property(loss, (given) => {
        const { expected, ...figures } = figuresAfter(given);
        expect(figures).toEqual({ state: expected, row: expected, ledger: expected });
      }),
    );
  });
});
