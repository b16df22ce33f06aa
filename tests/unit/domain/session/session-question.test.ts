import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SessionQuestion } from '../../../../utils/domain/session/session-question.ts';
import { judgeAttendance } from '../../../../utils/domain/session/judge-attendance.ts';
import { withRunning, type SessionState } from '../../../../utils/domain/session/session-state.ts';
import { transition as transitionOf } from '../../../../utils/domain/session/session-transition.ts';
import { live, recovering, sessionHead, starting, stopping, inputOf, type BareFact } from '../builders.ts';

const minute = 60_000;

const transition = (state: SessionState, { at, ...fact }: BareFact & { at: number }) =>
  transitionOf(state, inputOf(at, fact));
const settings = { quietAfterMs: 20 * minute, unanswered: 'mute', listenWhileMuted: true } as const;
const stopping20 = { ...settings, unanswered: 'stop' } as const;
const never = { ...settings, quietAfterMs: null };
const now = { quietMs: 0, lossMs: 0, askedMs: 0 };
const asked = (about: SessionQuestion['about'], changes: Partial<SessionQuestion> = {}): SessionQuestion => ({
  about,
  askedAt: 1000,
  unanswered: 'mute',
  mutedAt: null,
  ...changes,
});
const due = (about: SessionQuestion['about'], unanswered: 'mute' | 'stop' = 'mute') => ({
  type: 'question-due',
  about,
  unanswered,
});

describe('a session that may run by mistake', () => {
  it.each([
    ['asks nothing before the time', live(), { ...now, quietMs: 20 * minute - 1 }, settings, null],
    [
      'asks after twenty minutes without speech',
      live(),
      { ...now, quietMs: 20 * minute },
      settings,
      due('quiet'),
    ],
    ['asks also while it recovers', recovering(), { ...now, quietMs: 20 * minute }, settings, due('quiet')],
    [
      'asks after what is set',
      live(),
      { ...now, quietMs: minute },
      { ...settings, quietAfterMs: minute },
      due('quiet'),
    ],
    ['never asks where that is set', live(), { ...now, quietMs: 900 * minute }, never, null],
    [
      'does not ask who has muted whether to mute',
      live({ muted: true }),
      { ...now, quietMs: 900 * minute },
      settings,
      null,
    ],
    [
      'asks who has muted whether to stop',
      live({ muted: true }),
      { ...now, quietMs: 20 * minute },
      stopping20,
      due('quiet', 'stop'),
    ],
    ['asks after a loss of an hour', recovering(), { ...now, lossMs: 60 * minute }, never, due('long-loss')],
    ['asks nothing before that', recovering(), { ...now, lossMs: 60 * minute - 1 }, never, null],
    [
      'asks one thing at a time',
      recovering({ question: asked('quiet') }),
      { quietMs: 25 * minute, lossMs: 60 * minute, askedMs: 5 * minute },
      settings,
      null,
    ],
    [
      'takes the question back when somebody speaks',
      live({ question: asked('quiet') }),
      { ...now, quietMs: 1000, askedMs: minute },
      settings,
      { type: 'question-settled' },
    ],
    [
      'takes the question back when the connection is back',
      live({ question: asked('long-loss') }),
      { ...now, askedMs: minute },
      settings,
      { type: 'question-settled' },
    ],
    [
      'keeps asking about a loss though somebody speaks',
      recovering({ question: asked('long-loss') }),
      { quietMs: 0, lossMs: 61 * minute, askedMs: minute },
      settings,
      null,
    ],
    [
      'waits ten minutes for an answer',
      live({ question: asked('quiet') }),
      { ...now, quietMs: 30 * minute, askedMs: 10 * minute - 1 },
      settings,
      null,
    ],
    [
      'acts when nobody has answered by then',
      live({ question: asked('quiet') }),
      { ...now, quietMs: 30 * minute, askedMs: 10 * minute },
      settings,
      { type: 'question-unanswered' },
    ],
    [
      'leaves it at that once it has muted',
      live({ muted: true, question: asked('quiet', { mutedAt: 9000 }) }),
      { ...now, quietMs: 90 * minute, askedMs: 70 * minute },
      settings,
      null,
    ],
  ] as const)('%s', (_name, state, times, chosen, fact) => {
    expect(judgeAttendance(state, times, chosen)).toEqual(fact);
  });
});

describe('a question', () => {
  it('is asked with its time, and a second one is not', () => {
    const { state } = transition(live(), {
      at: 5000,
      type: 'question-due',
      about: 'quiet',
      unanswered: 'stop',
    });
    expect(state).toEqual(live({ question: asked('quiet', { askedAt: 5000, unanswered: 'stop' }) }));
    const again = transition(state, {
      at: 6000,
      type: 'question-due',
      about: 'long-loss',
      unanswered: 'stop',
    });
    expect(again.state).toBe(state);
  });

  it('that nobody answers mutes the session, says so, and is closed by a click that unmutes', () => {
    const muted = transition(live({ question: asked('quiet') }), { at: 7000, type: 'question-unanswered' });
    expect(muted.state).toEqual(live({ muted: true, question: asked('quiet', { mutedAt: 7000 }) }));
    expect(muted.effects).toEqual([{ type: 'set-microphone-enabled', enabled: false, why: 'unanswered' }]);
    const unmuted = transition(muted.state, { at: 8000, type: 'question-answered' });
    expect(unmuted.state).toEqual(live());
    expect(unmuted.effects).toEqual([{ type: 'set-microphone-enabled', enabled: true }]);
  });

  it('that nobody answers ends the session with a failure where that is set', () => {
    const question = asked('long-loss', { unanswered: 'stop' });
    const { state, effects } = transition(recovering({ question }), {
      at: 7000,
      type: 'question-unanswered',
    });
    const failure = { reason: 'unattended', about: 'long-loss' };
    expect(state).toMatchObject({ phase: 'stopping', ending: { by: 'failure', failure } });
    expect(effects).toEqual([{ type: 'release' }]);
  });

  it.each([true, false])('is answered by a mute by hand, and by its end (%s)', (muted) => {
    const before = live({ muted: !muted, question: asked('quiet') });
    expect(transition(before, { at: 1, type: 'mute-requested', muted }).state).toEqual(live({ muted }));
  });

  it.each([
    [
      'a loss',
      live({ question: asked('quiet') }),
      { at: 9, type: 'network-changed', online: false } as const,
    ],
    [
      'a recovery',
      recovering({ question: asked('quiet') }),
      { at: 9, type: 'link-heard', by: 'itself' } as const,
    ],
  ])('stays open after %s', (_name, before, input) => {
    const recovers = withRunning(before, { session: sessionHead({ policy: 'recover' }) });
    expect(transition(recovers, input).state).toMatchObject({ running: { question: asked('quiet') } });
  });

  it('is not asked of a session that is starting or stopping', () => {
    for (const state of [starting(), stopping()]) {
      expect(
        transition(state, { at: 1, type: 'question-due', about: 'quiet', unanswered: 'mute' }).state,
      ).toBe(state);
    }
  });

  it('never unmutes what the user has muted, whatever comes in whatever order', () => {
    const input = fc.constantFrom(
      { type: 'question-due', about: 'quiet', unanswered: 'mute' } as const,
      { type: 'question-due', about: 'long-loss', unanswered: 'mute' } as const,
      { type: 'question-settled' } as const,
      { type: 'question-answered' } as const,
      { type: 'question-unanswered' } as const,
      { type: 'spoke-while-muted' } as const,
      { type: 'link-silent' } as const,
      { type: 'link-heard', by: 'itself' } as const,
    );
    fc.assert(
      fc.property(fc.array(input, { maxLength: 12 }), (inputs) => {
        let state: SessionState = live({ muted: true });
        for (const [at, each] of inputs.entries()) {
          state = transition(state, { at, ...each }).state;
          expect(state).toMatchObject({ running: { muted: true } });
        }
      }),
    );
  });
});
