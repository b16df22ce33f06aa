import type { LearnedFacts } from '../../domain/profiles/learned-facts.ts';

/** The facts that the session itself finds out; a single connection never does. */
type OwnFacts = Pick<LearnedFacts, 'onePublisher' | 'lossProtectionRefused' | 'lossy'>;

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
    isLossy: () => facts.lossy === true,

    /** Takes what one connection found out; the session's own facts are kept as they are. */
    learn(found: LearnedFacts): void {
      const { onePublisher: _, lossProtectionRefused: _refused, lossy: _lossy, ...others } = found;
      const { onePublisher, lossProtectionRefused, lossy } = facts;
      learn({
        ...others,
        ...(onePublisher && { onePublisher }),
        ...(lossProtectionRefused && { lossProtectionRefused }),
        ...(lossy && { lossy }),
      });
    },
    learnOwn: (found: OwnFacts) => learn({ ...facts, ...found }),

    /** Learns whether so much is lost that the next connection should send each packet twice; once for each change. */
    learnLossy(isLossy: boolean): void {
      if (isLossy === (facts.lossy === true)) return;
      const { lossy: _, ...others } = facts;
      learn(isLossy ? { ...others, lossy: true } : others);
    },
  };
}
