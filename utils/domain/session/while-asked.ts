import { withRunning, type RunningState } from './session-state.ts';
import type { SessionInput } from './session-fact.ts';
import { end, unchanged, type Transition } from './transition.ts';

type QuestionInput = Extract<SessionInput, { type: `question-${string}` }>;

/**
 * A session that may run by mistake asks one question at a time. Where nobody answers, it is muted, and says
 * so until somebody is there, or it ends.
 *
 *     no question --(due)--> asked --(answered, settled)--> no question
 *                              |
 *                              +--(unanswered)--> muted --(answered, or unmuted by hand)--> no question
 */
export function whileAsked(state: RunningState, input: QuestionInput): Transition {
  // A session that is only starting asks no question.
  if (state.phase === 'starting') return unchanged(state);
  const { question, muted } = state.running;
  const answered = withRunning(state, { question: null });
  switch (input.type) {
    case 'question-due':
      if (question) return unchanged(state);
      return {
        state: withRunning(state, {
          question: { about: input.about, askedAt: input.at, unanswered: input.unanswered, mutedAt: null },
        }),
        effects: [],
      };
    case 'question-settled':
      return question?.mutedAt === null ? unchanged(answered) : unchanged(state);
    case 'question-answered':
      if (!question) return unchanged(state);
      if (question.mutedAt === null) return unchanged(answered);
      return {
        state: withRunning(state, { question: null, muted: false, spokeWhileMuted: false }),
        effects: [{ type: 'set-microphone-enabled', enabled: true }],
      };
    case 'question-unanswered':
      if (question?.mutedAt !== null) return unchanged(state);
      if (question.unanswered === 'stop') {
        return end(state, { by: 'failure', failure: { reason: 'unattended', about: question.about } });
      }
      // A session that is muted already stays so: nothing is left to be done, or to be told.
      if (muted) return unchanged(answered);
      return {
        state: withRunning(state, {
          muted: true,
          spokeWhileMuted: false,
          question: { ...question, mutedAt: input.at },
        }),
        effects: [{ type: 'set-microphone-enabled', enabled: false, why: 'unanswered' }],
      };
  }
}
