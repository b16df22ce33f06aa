import type { LearnedFacts } from '../../domain/profiles/learned-facts.ts';

/** What is known of the server of one session: from sessions before, and what this one finds out. */
export function createSessionLearning(before: LearnedFacts, onLearned: (facts: LearnedFacts) => void) {
  let facts = before;

  function learn(next: LearnedFacts): void {
    facts = next;
    onLearned(facts);
  }

  return {
    facts: () => facts,
    takesOnePublisher: () => facts.onePublisher === true,

    /** What one line found out; it takes two to find out about publishers. */
    learn: (found: LearnedFacts) => learn(facts.onePublisher ? { ...found, onePublisher: true } : found),
    learnOnePublisher: () => learn({ ...facts, onePublisher: true }),
  };
}
