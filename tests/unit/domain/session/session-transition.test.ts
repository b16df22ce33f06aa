import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OldSession } from '../../../../utils/domain/recovery/attempt-verdict.ts';
import type { Failure } from '../../../../utils/domain/failure/failure.ts';
import { isRunning, type SessionState } from '../../../../utils/domain/session/session-state.ts';
import type { UnusedSessionUrl } from '../../../../utils/domain/profiles/session-url.ts';
import type { SessionEffect } from '../../../../utils/domain/session/session-effect.ts';
import { transition as transitionOf } from '../../../../utils/domain/session/session-transition.ts';
import {
  gapNoticedAt,
  failed,
  live,
  recovering,
  sessionHead,
  starting,
  stopping,
  inputOf,
  type BareFact,
} from '../builders.ts';

const refused = { reason: 'microphone-refused' } as const;
const idle: SessionState = { phase: 'idle' };

/** The transition where nothing is known of the connection but whether its server can restart ICE. */
function transition(
  state: SessionState,
  { at, canRestartIce = false, ...fact }: BareFact & { at: number; canRestartIce?: boolean },
) {
  const link = { canRestartIce, ...('link' in fact ? fact.link : {}) };
  const next = transitionOf(state, inputOf(at, { ...fact, link } as BareFact));
  // The log has tests of its own.
  return { state: next.state, effects: next.effects };
}

function after(state: SessionState, ...facts: BareFact[]): SessionState {
  return facts.reduce((current, fact) => transition(current, { at: 5000, ...fact }).state, state);
}

/** A connection's time comes at a server that takes one publisher. */
const dueAtTheOnlyOne: BareFact = {
  type: 'lifetime-due',
  cause: 'session-limit',
  jitter: 0.5,
  link: { takesOnePublisher: true },
};

function effectsOf(state: SessionState, fact: BareFact): string[] {
  return transition(state, { at: 5000, ...fact }).effects.map(({ type }) => type);
}

describe('a session', () => {
  it('connects before it opens the microphone, since an offer needs no track', () => {
    expect(effectsOf(idle, { type: 'start-requested', session: sessionHead() })).toEqual([
      'connect',
      'open-microphone',
    ]);
  });

  const facts = ['microphone-acquired', 'answer-applied', 'media-acknowledged'] as const;
  const orders = facts.flatMap((one) =>
    facts.flatMap((two) => facts.map((three) => [one, two, three] as const)),
  );

  it.each(orders.filter((order) => new Set(order).size === 3))(
    'is live after %s, %s, %s, and not before',
    (...order) => {
      const [one, two, three] = order.map((type): BareFact => ({ type }));
      if (!one || !two || !three) throw new Error('three facts');
      expect(after(starting(), one, two).phase).toBe('starting');
      expect(after(starting(), one, two, three)).toEqual(live({ liveSince: 5000 }));
    },
  );

  it.each([
    ['starting', starting()],
    ['live', live()],
  ])('stops from %s by releasing everything, and is idle only when all is released', (_phase, state) => {
    expect(effectsOf(state, { type: 'stop-requested' })).toEqual(['release']);
    expect(after(state, { type: 'stop-requested' }).phase).toBe('stopping');
    expect(after(state, { type: 'stop-requested' }, { type: 'released' })).toEqual(idle);
  });

  it.each<[BareFact, string]>([
    [{ type: 'microphone-failed', failure: refused }, 'microphone-refused'],
    [{ type: 'connection-failed', failure: { reason: 'server-not-found' } }, 'server-not-found'],
    [{ type: 'connection-lost', status: 'failed' }, 'connection-lost'],
    [
      { type: 'frames-failing', failure: { reason: 'frames-failing', cause: 'no-frame', count: 50 } },
      'frames-failing',
    ],
  ])('on %o releases everything and then fails with that reason', (fact, reason) => {
    for (const state of [starting(), live()]) {
      expect(effectsOf(state, fact)).toEqual(['release']);
      const ended = after(state, fact, { type: 'released' });
      expect(ended).toMatchObject({ phase: 'failed', failure: { reason }, endedAt: 5000 });
    }
  });

  it('keeps the first failure when others follow while it stops', () => {
    const state = after(
      live(),
      { type: 'microphone-failed', failure: refused },
      { type: 'connection-lost', status: 'closed' },
      { type: 'stop-requested' },
      { type: 'released' },
    );
    expect(state).toMatchObject({ phase: 'failed', failure: refused });
  });

  it('takes the connect deadline as a failure only until it is live', () => {
    const passed: BareFact = { type: 'connect-deadline-passed', failure: { reason: 'connect-timeout' } };
    expect(after(starting(), passed).phase).toBe('stopping');
    expect(after(live(), passed)).toEqual(live());
  });

  describe('while the network changes under it', () => {
    const unreachable: BareFact = {
      type: 'connection-failed',
      failure: { reason: 'server-unreachable' },
    };
    const begun = starting({ awaiting: ['answer', 'media'] });
    const changing = starting({ awaiting: ['answer', 'media'], isNetworkChanging: true });

    it('fails at once where the server is not there and nothing is said of the network', () => {
      expect(transition(begun, { at: 3000, ...unreachable }).state.phase).toBe('stopping');
    });

    it('waits for another network until its deadline', () => {
      const lost = transition(begun, { at: 2900, type: 'network-changed', online: false });
      expect(lost).toEqual({ state: changing, effects: [{ type: 'doubt-link' }] });
      expect(transition(lost.state, { at: 3000, ...unreachable })).toEqual({
        state: { ...changing, attempt: 2, retryAt: 3500 },
        effects: [{ type: 'wait-to-retry', ms: 500 }],
      });
    });

    it('connects anew when there is one, also instead of a request from before', () => {
      const connected = { ...begun, awaiting: ['media' as const] };
      for (const state of [begun, changing, connected])
        expect(transition(state, { at: 3000, type: 'addresses-changed', change: null })).toEqual({
          state: { ...changing, attempt: 2, wasAccepted: state === connected },
          effects: [{ type: 'connect', attempt: 2, isElsewhere: true }],
        });
    });

    it('connects anew where the server refuses the second connection of a start whose first it took', () => {
      const again = { ...begun, attempt: 2, wasAccepted: true };
      const failure: Failure = { reason: 'server-forbidden' };
      expect(transition(begun, { at: 3000, type: 'connection-failed', failure }).state.phase).toBe(
        'stopping',
      );
      expect(transition(again, { at: 3000, type: 'connection-failed', failure })).toMatchObject({
        state: { phase: 'starting', attempt: 3, retryAt: 3500 },
        effects: [{ type: 'wait-to-retry', ms: 500 }],
      });
    });

    it('counts a connection once that was waited for', () => {
      const waiting = { ...changing, attempt: 2, retryAt: 3500 };
      expect(transition(waiting, { at: 3100, type: 'addresses-changed', change: null })).toEqual({
        state: { ...changing, attempt: 2 },
        effects: [{ type: 'connect', attempt: 2, isElsewhere: true }],
      });
    });

    it('fails in the end as unreachable, unless something answered', () => {
      const passed: BareFact = { type: 'connect-deadline-passed', failure: { reason: 'connect-timeout' } };
      const ending = (state: SessionState) => after(state, passed);
      expect(ending(changing)).toMatchObject({ ending: { failure: { reason: 'server-unreachable' } } });
      expect(ending({ ...changing, awaiting: ['media'] })).toMatchObject({
        ending: { failure: { reason: 'connect-timeout' } },
      });
    });
  });

  it('carries what it knows of the microphone from starting to live', () => {
    const state = after(
      starting({ awaiting: ['media'] }),
      { type: 'mute-requested', muted: true },
      { type: 'microphone-condition-changed', condition: 'muted' },
      { type: 'media-acknowledged' },
    );
    expect(state).toMatchObject({ phase: 'live', running: { muted: true, microphone: 'muted' } });
  });

  it('keeps in every phase why the chosen microphone is not in use, until it is', () => {
    const trouble = { failure: { reason: 'microphone-ended' }, standIn: 'Laptop' } as const;
    const told: BareFact = { type: 'microphone-troubled', trouble };
    const state = after(
      starting({ session: sessionHead({ policy: 'recover' }), awaiting: ['media'] }),
      told,
      { type: 'media-acknowledged' },
      { type: 'link-silent' },
    );
    expect(state).toMatchObject({ phase: 'recovering', running: { trouble } });
    const healed = after(state, { type: 'link-heard', by: 'itself' });
    expect(healed).toMatchObject({ phase: 'live', running: { trouble } });
    expect(after(healed, { type: 'microphone-troubled', trouble: null })).toMatchObject({
      running: { trouble: null },
    });
  });

  it('carries the warnings that stand through a loss, and has none before it is live', () => {
    const warned: BareFact = { type: 'warnings-changed', warnings: ['high-loss'] };
    expect(after(starting(), warned)).toEqual(starting());
    const lost = after(live({ session: sessionHead({ policy: 'recover' }) }), warned, {
      type: 'link-silent',
    });
    expect(lost).toMatchObject({ phase: 'recovering', running: { warnings: ['high-loss'] } });
    expect(after(lost, { type: 'link-heard', by: 'itself' })).toMatchObject({
      phase: 'live',
      running: { warnings: ['high-loss'] },
    });
    expect(after(lost, { type: 'warnings-changed', warnings: [] })).toMatchObject({
      running: { warnings: [] },
    });
  });

  it('disables the track to mute and enables it to unmute', () => {
    const muted = transition(live(), { at: 0, type: 'mute-requested', muted: true });
    expect(muted.effects).toEqual([{ type: 'set-microphone-enabled', enabled: false }]);
    const unmuted = transition(muted.state, { at: 0, type: 'mute-requested', muted: false });
    expect(unmuted.effects).toEqual([{ type: 'set-microphone-enabled', enabled: true }]);
  });

  it('is muted once, even by repeated commands', () => {
    const muted = after(live(), { type: 'mute-requested', muted: true });
    expect(transition(muted, { at: 0, type: 'mute-requested', muted: true })).toEqual({
      state: muted,
      effects: [],
    });
  });

  it('can start again at once after a failure', () => {
    const session = sessionHead({ id: 'session-2' });
    expect(after(failed(), { type: 'start-requested', session })).toEqual(starting({ session }));
  });

  it('forgets a failure that was read', () => {
    expect(after(failed(), { type: 'failure-dismissed' })).toEqual(idle);
    expect(after(live(), { type: 'failure-dismissed' })).toEqual(live());
  });

  it('ignores a second start while one runs', () => {
    for (const state of [starting(), live(), stopping()]) {
      expect(after(state, { type: 'start-requested', session: sessionHead({ id: 'other' }) })).toEqual(state);
    }
  });
});

describe('a server that keeps its session at another port of its host', () => {
  const origin = 'https://media.example:8443';
  const named = (why: UnusedSessionUrl): BareFact => ({
    type: 'observed',
    event: { kind: 'session-url-unused', origin, why },
  });
  const askedIn = (state: SessionState) =>
    (isRunning(state) ? state.running : 'unaskedOrigin' in state ? state : {}).unaskedOrigin ?? null;
  const fails: BareFact = { type: 'overruled', failure: { reason: 'connect-timeout' } };
  const release: BareFact = { type: 'released' };

  it.each([starting(), live(), recovering()])(
    'is remembered while $phase, and when that has failed',
    (state) => {
      expect(askedIn(after(state, named('unasked')))).toBe(origin);
      const ended = after(state, named('unasked'), fails, release);
      expect(ended).toMatchObject({ phase: 'failed', unaskedOrigin: origin });
      expect(askedIn(after(ended, { type: 'start-requested', session: sessionHead() }))).toBeNull();
    },
  );

  it('is forgotten at a Stop, and no failed session has one that was not named', () => {
    expect(after(starting(), named('unasked'), { type: 'stop-requested' }, release)).toEqual(idle);
    expect(after(starting(), fails, release)).not.toHaveProperty('unaskedOrigin');
  });

  it.each(['declined', 'insecure', 'granted-to-others'] as const)('is nothing to ask about if %s', (why) => {
    expect(askedIn(after(live(), named(why)))).toBeNull();
  });
});

describe('a session that recovers', () => {
  const healing = { session: sessionHead({ policy: 'recover' }) };
  /** Live again after one interruption of so many milliseconds. */
  const healedAfter = (ms: number) => live({ ...healing, interruptions: { count: 1, ms, countedTo: 0 } });
  const lostBy = (fact: BareFact) => transition(live(healing), { at: 5000, ...fact });

  it.each<[BareFact, string, SessionEffect[]]>([
    [{ type: 'link-silent' }, 'link-silent', []],
    [{ type: 'network-changed', online: false }, 'network-lost', [{ type: 'doubt-link' }]],
  ])('holds on for a moment on %o, which may be wrong', (fact, cause, before) => {
    const { state, effects } = lostBy(fact);
    const gaps = gapNoticedAt(5000);
    expect(state).toEqual(recovering({ cause: cause as 'link-silent', since: 5000, retryAt: 6000, gaps }));
    expect(effects).toEqual([...before, { type: 'limit-recovery' }, { type: 'wait-to-retry', ms: 1000 }]);
  });

  it.each(['disconnected', 'failed', 'closed'] as const)(
    'makes a second connection at once when the browser says %s',
    (status) => {
      const { state, effects } = lostBy({ type: 'connection-lost', status });
      const gaps = gapNoticedAt(5000);
      expect(state).toEqual(
        recovering({ cause: status, rung: 'new-connection', attempt: 1, retryAt: null, gaps }),
      );
      expect(effects).toEqual([{ type: 'limit-recovery' }, { type: 'attempt', attempt: 1 }]);
    },
  );

  it('ends on a loss where the user wants that, but never by figures alone', () => {
    expect(after(live(), { type: 'link-silent' }, { type: 'network-changed', online: false })).toEqual(
      live(),
    );
    expect(after(live(), { type: 'connection-lost', status: 'failed' }).phase).toBe('stopping');
  });

  it('does not recover where it was never live', () => {
    const lost: BareFact = { type: 'connection-lost', status: 'failed' };
    expect(after(starting(healing), { type: 'link-silent' })).toEqual(starting(healing));
    expect(after(starting(healing), lost)).toMatchObject({
      phase: 'stopping',
      ending: { failure: { reason: 'connection-lost' } },
    });
  });

  it('is live again as the same session when the first connection is heard, and drops the attempt', () => {
    const next = transition(recovering(), { at: 5400, type: 'link-heard', by: 'itself' });
    expect(next).toEqual({
      state: healedAfter(400),
      effects: [{ type: 'drop-attempt', healedBy: 'itself' }],
    });
  });

  it('is live again when the second is acknowledged, and only then lets the first go', () => {
    const trying = recovering({ rung: 'new-connection', attempt: 2, retryAt: null });
    expect(transition(trying, { at: 5400, type: 'answer-applied' })).toEqual({ state: trying, effects: [] });
    const next = transition(trying, { at: 5500, type: 'replacement-acknowledged' });
    expect(next).toEqual({
      state: { ...healedAfter(500), takenOverAt: 5500 },
      effects: [{ type: 'adopt-replacement' }],
    });
  });

  const trying = recovering({ rung: 'new-connection', attempt: 1, retryAt: null });
  const failedBy = (failure: Failure, old: OldSession = 'lives'): BareFact => ({
    type: 'replacement-failed',
    failure,
    old,
    jitter: 0,
  });

  it('waits after an attempt that failed, then tries again', () => {
    const waiting = transition(trying, { at: 7000, ...failedBy({ reason: 'server-unreachable' }) });
    expect(waiting.state).toEqual({ ...trying, retryAt: 7250 });
    expect(waiting.effects).toEqual([{ type: 'wait-to-retry', ms: 250 }]);
    const again = transition(waiting.state, { at: 7250, type: 'retry-due' });
    expect(again.state).toEqual({ ...trying, attempt: 2 });
    expect(again.effects).toEqual([{ type: 'attempt', attempt: 2 }]);
  });

  it.each<BareFact>([{ type: 'retry-requested' }, { type: 'addresses-changed', change: null }])(
    'ends the wait on %o',
    (fact) => {
      expect(transition(recovering(), { at: 5100, ...fact }).effects).toEqual([
        { type: 'attempt', attempt: 1 },
      ]);
    },
  );

  it('starts an attempt anew when the network is back or the user asks, since a request from before may be stuck', () => {
    expect(transition(trying, { at: 1, type: 'addresses-changed', change: null }).effects).toEqual([
      { type: 'attempt', attempt: 2 },
    ]);
    expect(transition(trying, { at: 1, type: 'retry-requested' }).effects).toEqual([
      { type: 'attempt', attempt: 2 },
    ]);
  });

  it('goes on from holding on when the browser gives the connection up', () => {
    const next = transition(recovering(), { at: 5500, type: 'connection-lost', status: 'failed' });
    expect(next.state).toMatchObject({ cause: 'failed', rung: 'new-connection', attempt: 1 });
  });

  describe('whose server ends its connection', () => {
    const ended: BareFact = { type: 'server-ended', heardForMs: 60_000 };

    it('makes a new connection at once, whatever the server could restart', () => {
      const next = transition(live(healing), { at: 5000, canRestartIce: true, ...ended });
      expect(next.state).toMatchObject({
        phase: 'recovering',
        cause: 'server-ended',
        rung: 'new-connection',
      });
      expect(next.effects.at(-1)).toEqual({ type: 'attempt', attempt: 1 });
    });

    it.each<[string, SessionState, BareFact]>([
      ['to what it has only just begun', live(healing), { type: 'server-ended', heardForMs: 10 }],
      ['before it was live', starting(healing), ended],
      ['where a loss ends the session', live(), ended],
    ])('ends with that failure %s', (_, state, fact) => {
      expect(after(state, fact)).toMatchObject({
        phase: 'stopping',
        ending: { failure: { reason: 'server-ended' } },
      });
    });

    it('goes on from holding on where it was silent before', () => {
      expect(transition(recovering(), { at: 5000, ...ended }).effects).toEqual([
        { type: 'attempt', attempt: 1 },
      ]);
      expect(transition(trying, { at: 5000, ...ended }).effects).toEqual([]);
    });
  });

  describe('whose connection is replaced while it serves', () => {
    it('stays live, and lets the old one go when the new one is heard', () => {
      const next = transition(live(healing), { at: 5000, type: 'replacement-acknowledged' });
      expect(next).toEqual({ state: live(healing), effects: [{ type: 'complete-roll-over' }] });
    });

    it('is interrupted where the server takes one publisher', () => {
      const next = transition(live(healing), { at: 5000, ...dueAtTheOnlyOne });
      expect(next.state).toMatchObject({ phase: 'recovering', cause: 'replaced', rung: 'new-connection' });
      expect(after(live(), dueAtTheOnlyOne)).toMatchObject({ phase: 'live', replacing: { attempts: 1 } });
    });
  });

  it('does not hold on where a silence was waited for already', () => {
    const { state } = lostBy({ type: 'link-unproven' });
    expect(state).toMatchObject({ cause: 'link-silent', rung: 'new-connection', attempt: 1 });
  });

  describe('whose server can restart ICE', () => {
    const can = { at: 6000, canRestartIce: true };
    const restarting = recovering({ rung: 'ice-restart', retryAt: null });

    it('tries a restart after it has held on, before a second connection', () => {
      const next = transition(recovering(), { ...can, type: 'retry-due' });
      expect(next).toEqual({ state: restarting, effects: [{ type: 'restart-ice' }] });
    });

    it('tries a restart at once when the browser gives the connection up, but not for one that is closed', () => {
      const next = transition(live(healing), { ...can, type: 'connection-lost', status: 'failed' });
      expect(next.state).toMatchObject({ rung: 'ice-restart', attempt: 0, retryAt: null });
      expect(next.effects.at(-1)).toEqual({ type: 'restart-ice' });
      const closed = transition(live(healing), { ...can, type: 'connection-lost', status: 'closed' });
      expect(closed.effects.at(-1)).toEqual({ type: 'attempt', attempt: 1 });
    });

    it('is live again when the new path is heard, and makes the second connection when it comes to nothing', () => {
      const heard = transition(restarting, { ...can, type: 'link-heard', by: 'ice-restart' });
      expect(heard).toEqual({
        state: healedAfter(1000),
        effects: [{ type: 'drop-attempt', healedBy: 'ice-restart' }],
      });
      const failing = transition(restarting, { ...can, type: 'ice-restart-failed' });
      expect(failing.state).toEqual(recovering({ rung: 'new-connection', attempt: 1, retryAt: null }));
      expect(failing.effects).toEqual([{ type: 'attempt', attempt: 1 }]);
    });

    it('begins the restart again when the network is back, and goes on where it can’t any more', () => {
      expect(transition(restarting, { ...can, type: 'addresses-changed', change: null }).effects).toEqual([
        { type: 'restart-ice' },
      ]);
      expect(transition(restarting, { at: 1, type: 'addresses-changed', change: null }).effects).toEqual([
        { type: 'attempt', attempt: 1 },
      ]);
    });

    it('does not take a second connection’s end for its own', () => {
      expect(transition(restarting, { ...can, ...failedBy({ reason: 'server-gone' }) })).toEqual({
        state: restarting,
        effects: [],
      });
      const beyond = { ...restarting, rung: 'new-connection' as const };
      expect(transition(beyond, { ...can, type: 'ice-restart-failed' }).effects).toEqual([]);
    });
  });

  it('closes the first connection where the server takes but one', () => {
    const next = transition(trying, { at: 7000, ...failedBy({ reason: 'server-busy' }) });
    expect(next.effects).toEqual([
      { type: 'close-old', isLearned: true },
      { type: 'attempt', attempt: 2 },
    ]);
  });

  it('ends with the failure that no further attempt would mend', () => {
    const refused = { ...trying, refusals: 5 };
    const next = transition(refused, { at: 7000, ...failedBy({ reason: 'server-unauthorized' }, 'gone') });
    expect(next.state).toMatchObject({
      phase: 'stopping',
      ending: { by: 'failure', failure: { reason: 'server-unauthorized' } },
    });
    expect(next.effects).toEqual([{ type: 'release' }]);
  });

  it('ends as a lost connection when the user’s limit has passed', () => {
    expect(after(recovering(), { type: 'recovery-limit-passed' })).toMatchObject({
      phase: 'stopping',
      ending: { failure: { reason: 'connection-lost', status: 'disconnected' } },
    });
  });

  it('can be stopped and muted on the way, and tells of the microphone', () => {
    expect(effectsOf(recovering(), { type: 'stop-requested' })).toEqual(['release']);
    const muted = after(
      recovering(),
      { type: 'mute-requested', muted: true },
      { type: 'microphone-condition-changed', condition: 'silent' },
      { type: 'link-heard', by: 'itself' },
    );
    expect(muted).toMatchObject({ phase: 'live', running: { muted: true, microphone: 'silent' } });
  });
});

describe('any order of facts', () => {
  const anyFact = fc.constantFrom<BareFact>(
    { type: 'start-requested', session: sessionHead({ policy: 'recover' }) },
    { type: 'stop-requested' },
    { type: 'mute-requested', muted: true },
    { type: 'microphone-acquired' },
    { type: 'microphone-failed', failure: refused },
    { type: 'microphone-troubled', trouble: { failure: { reason: 'microphone-ended' }, standIn: null } },
    { type: 'warnings-changed', warnings: ['high-loss'] },
    { type: 'answer-applied' },
    { type: 'media-acknowledged' },
    { type: 'connect-deadline-passed', failure: { reason: 'connect-timeout' } },
    { type: 'connection-failed', failure: { reason: 'connect-timeout' } },
    { type: 'connection-lost', status: 'disconnected' },
    { type: 'released' },
    { type: 'failure-dismissed' },
    { type: 'link-silent' },
    { type: 'link-heard', by: 'itself' },
    { type: 'ice-restart-failed' },
    { type: 'link-unproven' },
    { type: 'slept', byMs: 60_000 },
    { type: 'server-ended', heardForMs: 60_000 },
    { type: 'server-ended', heardForMs: 0 },
    { type: 'lifetime-due', cause: 'session-limit', jitter: 0.5 },
    dueAtTheOnlyOne,
    { type: 'roll-over-due', jitter: 0.5 },
    { type: 'credentials-expiring', until: 9000 },
    { type: 'network-changed', online: false },
    { type: 'network-changed', online: true },
    ...([null, 'added', 'returned', 'gone'] as const).map((change): BareFact => ({
      type: 'addresses-changed',
      change,
    })),
    { type: 'replacement-acknowledged' },
    ...(['lives', 'unreleased', 'gone'] as const).flatMap((old): BareFact[] => [
      { type: 'replacement-failed', failure: { reason: 'server-busy' }, old, jitter: 0.5 },
      { type: 'replacement-failed', failure: { reason: 'server-timeout' }, old, jitter: 0.5 },
      { type: 'replacement-failed', failure: { reason: 'server-gone' }, old, jitter: 0.5 },
    ]),
    { type: 'retry-due' },
    { type: 'retry-requested' },
    { type: 'recovery-limit-passed' },
  );

  const anyInput = fc.record({ fact: anyFact, canRestartIce: fc.boolean() });

  it('never goes down the ladder but by being live again, and restarts ICE only where that is possible', () => {
    const height = { hold: 0, 'ice-restart': 1, 'new-connection': 2 };
    fc.assert(
      fc.property(fc.array(anyInput, { maxLength: 60 }), (inputs) => {
        let state: SessionState = live({ session: sessionHead({ policy: 'recover' }) });
        for (const { fact, canRestartIce } of inputs) {
          const before: SessionState = state;
          const next = transition(before, { at: 1, canRestartIce, ...fact });
          if (next.effects.some(({ type }) => type === 'restart-ice')) expect(canRestartIce).toBe(true);
          state = next.state;
          if (before.phase === 'recovering' && state.phase === 'recovering') {
            expect(height[state.rung]).toBeGreaterThanOrEqual(height[before.rung]);
          }
        }
      }),
    );
  });

  it('waits for an attempt or has one under way, never both, and ends each before it is live', () => {
    fc.assert(
      fc.property(fc.array(anyInput, { maxLength: 60 }), (facts) => {
        let state: SessionState = live({ session: sessionHead({ policy: 'recover' }) });
        let under: 'attempt' | 'wait' | null = null;
        for (const { fact, canRestartIce } of facts) {
          const next = transition(state, { at: 1, canRestartIce, ...fact });
          for (const { type } of next.effects) {
            if (type === 'attempt' || type === 'restart-ice') under = 'attempt';
            if (type === 'wait-to-retry') under = 'wait';
            if (type === 'adopt-replacement' || type === 'drop-attempt' || type === 'release') under = null;
            if (type === 'connect') under = null;
          }
          state = next.state;
          const waits = 'retryAt' in state && state.retryAt !== null;
          const expected = waits ? 'wait' : state.phase === 'recovering' ? 'attempt' : null;
          expect(under).toBe(expected);
        }
      }),
    );
  });

  it('opens and releases in turn: never twice the one without the other between', () => {
    fc.assert(
      fc.property(fc.array(anyFact, { maxLength: 60 }), (facts) => {
        let state: SessionState = idle;
        let open = false;
        for (const fact of facts) {
          const next = transition(state, { at: 1, ...fact });
          for (const effect of next.effects) {
            if (effect.type === 'connect') {
              // The next connection of a start follows one that is closed by then.
              expect(open).toBe(effect.attempt > 1);
              open = true;
            }
            if (effect.type === 'release') {
              expect(open).toBe(true);
              open = false;
            }
          }
          state = next.state;
          expect(open).toBe(isRunning(state));
        }
      }),
    );
  });
});
