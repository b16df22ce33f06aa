import type { LearnedFacts } from '../../domain/profiles/learned-facts.ts';

/** Collects what is known of a session's server: from earlier sessions, and from this one. */
export function createSessionLearning(before: LearnedFacts, onLearned: (facts: LearnedFacts) => void) {
  let facts = before;

  function learn(next: LearnedFacts): void {
    facts = next;
    onLearned(facts);
  }

  return {
    facts: () => facts,
    takesOnePublisher: () => facts.onePublisher === true,

    /**
     * Takes what one line found out. A single line never finds out about publishers, so that fact is kept.
     */
    learn: (found: LearnedFacts) => learn(facts.onePublisher ? { ...found, onePublisher: true } : found),
    learnOnePublisher: () => learn({ ...facts, onePublisher: true }),
  };
}
