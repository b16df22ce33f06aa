import type { DecidedEvent } from './observation.ts';
import { questionOf, type SessionState } from './session-state.ts';
import type { SessionFact } from './session-fact.ts';

/** The log's events about a session's question, where a fact has turned the state `before` into `after`. */
export function questionEvents(before: SessionState, after: SessionState, fact: SessionFact): DecidedEvent[] {
  const [was, is] = [questionOf(before), questionOf(after)];
  if (is && !was)
    return fact.type === 'resume-requested' ? [] : [{ kind: 'question-asked', about: is.about }];
  // A mute because nobody answered has closed the question already, and the user's Stop needs no further
  // event.
  if (was?.mutedAt !== null || is?.mutedAt === null || fact.type === 'stop-requested') return [];
  const { about } = was;
  switch (fact.type) {
    case 'question-unanswered':
      return [{ kind: 'question-closed', about, why: 'unanswered' }];
    case 'question-settled':
      return [{ kind: 'question-closed', about, why: 'settled' }];
    case 'question-answered':
    case 'mute-requested':
      return [{ kind: 'question-closed', about, why: 'answered' }];
    default:
      return [];
  }
}
