import { judgeLoss, linkLoss } from '../../domain/link/lossy-link.ts';
import type { MediaStats } from '../../domain/link/media-stats.ts';
import type { LearnedFacts } from '../../domain/profiles/learned-facts.ts';

/** The facts that the session itself finds out; a single connection never does. */
const ownFacts = ['onePublisher', 'lossProtectionRefused', 'lossy', 'sendsText'] as const;
type OwnFacts = Pick<LearnedFacts, (typeof ownFacts)[number]>;

/** Collects what is known of a session's server: from earlier sessions, and from this one. */
export function createSessionLearning(before: LearnedFacts, onLearned: (facts: LearnedFacts) => void) {
  let facts = before;
  /** Whether an attempt was refused as if the server accepted one publisher only. */
  let isOneSuspected = false;
  let loss = linkLoss(before.lossy === true);

  function learn(next: LearnedFacts): void {
    facts = next;
    onLearned(facts);
  }

  const learnOwn = (found: OwnFacts) => learn({ ...facts, ...found });

  return {
    facts: () => facts,
    takesOnePublisher: () => facts.onePublisher === true,

    /** Takes what one connection found out; the session's own facts are kept as they are. */
    learn(found: LearnedFacts): void {
      const isOwn = (name: string) => (ownFacts as readonly string[]).includes(name);
      const others = Object.entries(found).filter(([name]) => !isOwn(name));
      const own = Object.entries(facts).filter(([name]) => isOwn(name));
      learn(Object.fromEntries([...others, ...own]));
    },
    learnOwn,

    /**
     * Notes a refusal that suggests one publisher at a time. It is proven when the server accepts another connection
     * once the old one is closed.
     */
    suspectOnePublisher(isSuspected: boolean): void {
      isOneSuspected = isSuspected;
    },

    /** Notes that the server sends text, once. */
    textReceived(): void {
      if (facts.sendsText !== true) learnOwn({ sendsText: true });
    },

    /** Notes that the server has accepted another connection. */
    anotherWasTaken(): void {
      if (isOneSuspected) learnOwn({ onePublisher: true });
      isOneSuspected = false;
    },

    /**
     * Judges by one more reading of the connection in use whether so much is lost that the next one should send each packet
     * twice; learns each change once. Null while nothing is known to arrive.
     */
    judgeLoss(stats: MediaStats | null): void {
      loss = judgeLoss(loss, stats);
      if (loss.isLossy === (facts.lossy === true)) return;
      const { lossy: _, ...others } = facts;
      learn(loss.isLossy ? { ...others, lossy: true } : others);
    },
  };
}
