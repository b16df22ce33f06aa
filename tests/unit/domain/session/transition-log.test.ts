import { describe, expect, it } from 'vitest';
import { isRunning, withRunning, type SessionState } from '../../../../utils/domain/session/session-state.ts';
import { transition } from '../../../../utils/domain/session/session-transition.ts';
import {
  failed,
  inputOf,
  live,
  recovering,
  sessionHead,
  starting,
  stopping,
  type BareFact,
} from '../builders.ts';

const recovers = { session: sessionHead({ policy: 'recover' }) };
const busy = { reason: 'server-busy' } as const;
const attempting = recovering({ rung: 'new-connection', attempt: 2, retryAt: null });
const unreachable = { reason: 'server-unreachable' } as const;

/** The kinds of the lines that a fact at 5000 ms writes in a state. */
function kinds(state: SessionState, fact: BareFact): string[] {
  return (transition(state, inputOf(5000, fact)).log ?? []).map(({ kind }) => kind);
}

describe('the log of a session', () => {
  it.each<[BareFact, SessionState, string[]]>([
    [{ type: 'media-acknowledged' }, starting({ awaiting: ['media'] }), ['live']],
    [
      { type: 'connection-failed', failure: { reason: 'connect-timeout' } },
      starting({ awaiting: ['media'] }),
      ['attempt-failed'],
    ],
    [{ type: 'connection-failed', failure: busy }, starting(), ['session-failed']],
    [
      { type: 'connection-lost', status: 'failed' },
      live(recovers),
      ['connection-lost', 'recovery-began', 'gap-began'],
    ],
    [
      { type: 'connection-lost', status: 'failed' },
      live(),
      ['connection-lost', 'session-failed', 'gap-began', 'gap-ended'],
    ],
    [{ type: 'connection-lost', status: 'failed' }, attempting, ['connection-lost']],
    [{ type: 'network-changed', online: true }, live(recovers), ['network-changed']],
    [
      { type: 'network-changed', online: false },
      live(recovers),
      ['network-changed', 'recovery-began', 'gap-began'],
    ],
    [{ type: 'network-changed', online: false }, starting(), ['network-changed']],
    [{ type: 'slept', byMs: 60_000 }, live(), ['clock-jumped']],
    [{ type: 'slept', byMs: 60_000 }, attempting, ['clock-jumped']],
    [{ type: 'link-heard', by: 'itself' }, attempting, ['recovered']],
    [{ type: 'replacement-acknowledged' }, attempting, ['recovered']],
    [
      { type: 'replacement-failed', failure: unreachable, old: 'lives', jitter: 0 },
      attempting,
      ['attempt-failed'],
    ],
    [
      {
        type: 'replacement-failed',
        failure: { reason: 'server-permission-needed', origin: 'x' },
        old: 'gone',
        jitter: 0,
      },
      attempting,
      ['attempt-failed', 'session-failed'],
    ],
    [{ type: 'question-due', about: 'quiet', unanswered: 'stop' }, live(), ['question-asked']],
    [{ type: 'stop-requested' }, live(), ['stop-requested']],
    [{ type: 'released' }, stopping(), ['session-ended']],
    [
      { type: 'begin-failed', session: sessionHead(), failure: busy },
      { phase: 'idle' },
      ['session-resumed', 'session-failed', 'session-ended'],
    ],
    [{ type: 'connection-lost', status: 'failed' }, stopping(), []],
    [{ type: 'network-changed', online: false }, { phase: 'idle' }, []],
  ])('is told %o in %o by these lines and no others: %o', (fact, state, lines) => {
    expect(kinds(state, fact)).toEqual(lines);
  });

  it.each<[SessionState, 'written' | 'dropped']>([
    [starting(), 'written'],
    [live(), 'written'],
    [attempting, 'written'],
    [stopping(), 'written'],
    [{ phase: 'idle' }, 'dropped'],
    [failed(), 'dropped'],
  ])('is told what was observed: in %o that is %s, and nothing else follows', (state, fate) => {
    const event = { kind: 'server-message-received', message: 'error' } as const;
    const next = transition(state, inputOf(5000, { type: 'observed', event }));
    expect(next).toEqual({ state, effects: [], ...(fate === 'written' && { log: [event] }) });
    expect(next.state).toBe(state);
  });

  it.each([starting(), live(), attempting, stopping(), { phase: 'idle' } as const, failed()])(
    'is told of the recording, and %o shows whether there is one while it runs',
    (state) => {
      const begun = transition(
        state,
        inputOf(5000, { type: 'observed', event: { kind: 'recording-began' } }),
      );
      expect(begun.state).toEqual(isRunning(state) ? withRunning(state, { isRecorded: true }) : state);
      const event = { kind: 'recording-ended', why: 'disk-full' } as const;
      expect(transition(begun.state, inputOf(6000, { type: 'observed', event })).state).toEqual(state);
    },
  );

  it('counts interruptions over losses and over hosts', () => {
    const before = live({ ...recovers, interruptions: { count: 2, ms: 300, countedTo: 4500 } });
    const link = { lastHeardMsAgo: 1200, provenMsAgo: 1300 };
    const lost = transition(before, inputOf(5000, { type: 'link-silent', link }));
    expect(lost.log).toEqual([
      { kind: 'recovery-began', cause: 'link-silent', lastHeardMsAgo: 1200, interruption: 3 },
      { kind: 'gap-began', unprovenMs: 1400 },
    ]);
    const healed = transition(lost.state, inputOf(5400, { type: 'link-heard', by: 'itself' }));
    expect(healed.log).toEqual([
      { kind: 'recovered', by: 'itself', afterMs: 400, attempts: 0, interruptedMs: 700 },
      { kind: 'gap-ended', afterMs: 1800, lostMs: 0, lostInAllMs: 0 },
    ]);
    // A host that took over at 4500 ms has counted the time before that already.
    const takenOver = recovering({ since: 2000, interruptions: { count: 1, ms: 2500, countedTo: 4500 } });
    const again = transition(takenOver, inputOf(5000, { type: 'replacement-acknowledged' }));
    expect(again.log).toMatchObject([{ afterMs: 500, interruptedMs: 3000 }]);
  });
});
