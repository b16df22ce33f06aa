import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  transition,
  type SessionFact,
  type SessionInput,
  type SessionState,
} from '../../../utils/domain/session-state.ts';
import { failed, live, sessionHead, starting, stopping } from './builders.ts';

const refused = { reason: 'microphone-refused' } as const;
const idle: SessionState = { phase: 'idle' };

function after(state: SessionState, ...facts: SessionFact[]): SessionState {
  return facts.reduce((current, fact) => transition(current, { at: 5000, ...fact }).state, state);
}

function effectsOf(state: SessionState, fact: SessionFact): string[] {
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
      const [one, two, three] = order.map((type): SessionFact => ({ type }));
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

  it.each<[SessionFact, string]>([
    [{ type: 'microphone-failed', failure: refused }, 'microphone-refused'],
    [{ type: 'connection-failed', failure: { reason: 'server-not-found' } }, 'server-not-found'],
    [{ type: 'connection-lost', status: 'failed' }, 'connection-lost'],
    [
      { type: 'frames-failing', failure: { reason: 'frames-failing', cause: 'no-frame', count: 50 } },
      'frames-failing',
    ],
  ])('on %o releases everything and then says why', (fact, reason) => {
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
    const passed: SessionFact = { type: 'connect-deadline-passed', failure: { reason: 'connect-timeout' } };
    expect(after(starting(), passed).phase).toBe('stopping');
    expect(after(live(), passed)).toEqual(live());
  });

  it('carries what it knows of the microphone from starting to live', () => {
    const state = after(
      starting({ awaiting: ['media'] }),
      { type: 'mute-requested', muted: true },
      { type: 'microphone-condition-changed', condition: 'muted' },
      { type: 'media-acknowledged' },
    );
    expect(state).toMatchObject({ phase: 'live', muted: true, microphone: 'muted' });
  });

  it('disables the track to mute and enables it to unmute', () => {
    const muted = transition(live(), { at: 0, type: 'mute-requested', muted: true });
    expect(muted.effects).toEqual([{ type: 'set-microphone-enabled', enabled: false }]);
    const unmuted = transition(muted.state, { at: 0, type: 'mute-requested', muted: false });
    expect(unmuted.effects).toEqual([{ type: 'set-microphone-enabled', enabled: true }]);
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

describe('any order of facts', () => {
  const anyFact = fc.constantFrom<SessionFact>(
    { type: 'start-requested', session: sessionHead() },
    { type: 'stop-requested' },
    { type: 'mute-requested', muted: true },
    { type: 'microphone-acquired' },
    { type: 'microphone-failed', failure: refused },
    { type: 'answer-applied' },
    { type: 'media-acknowledged' },
    { type: 'connect-deadline-passed', failure: { reason: 'connect-timeout' } },
    { type: 'connection-lost', status: 'disconnected' },
    { type: 'released' },
    { type: 'failure-dismissed' },
  );

  it('opens and releases in turn: never twice the one without the other between', () => {
    fc.assert(
      fc.property(fc.array(anyFact, { maxLength: 60 }), (facts) => {
        let state: SessionState = idle;
        let open = false;
        for (const fact of facts) {
          const input: SessionInput = { at: 1, ...fact };
          const next = transition(state, input);
          for (const effect of next.effects) {
            if (effect.type === 'connect') {
              expect(open).toBe(false);
              open = true;
            }
            if (effect.type === 'release') {
              expect(open).toBe(true);
              open = false;
            }
          }
          state = next.state;
          expect(open).toBe(state.phase === 'starting' || state.phase === 'live');
        }
      }),
    );
  });
});
