import { expect, it } from 'vitest';
import type { LearnedFacts } from '../../../../utils/domain/profiles/learned-facts.ts';
import { createSessionLearning } from '../../../../utils/host/connections/session-learning.ts';

function learning(before: LearnedFacts = {}) {
  const learned: LearnedFacts[] = [];
  return { learned, learning: createSessionLearning(before, (facts) => learned.push(facts)) };
}

it('a server takes one publisher only where another was taken after a refusal that meant so', () => {
  const { learned, learning: session } = learning();
  session.anotherWasTaken();
  session.suspectOnePublisher(true);
  session.suspectOnePublisher(false);
  session.anotherWasTaken();
  expect(learned).toEqual([]);
  session.suspectOnePublisher(true);
  expect(session.takesOnePublisher()).toBe(false);
  session.anotherWasTaken();
  session.anotherWasTaken();
  expect(learned).toEqual([{ onePublisher: true }]);
  expect(session.takesOnePublisher()).toBe(true);
});

it('a server is learned to send text once, and no connection takes that back', () => {
  const { learned, learning: session } = learning({ lossy: true });
  session.textReceived();
  session.textReceived();
  session.learn({ transportFeedback: true });
  expect(learned).toEqual([
    { lossy: true, sendsText: true },
    { transportFeedback: true, lossy: true, sendsText: true },
  ]);
});

it("what a connection finds out is learned beside the session's own facts, which no connection takes back", () => {
  const { learned, learning: session } = learning({ onePublisher: true, lossProtectionRefused: true });
  session.learn({ lossy: true });
  expect(learned).toEqual([{ onePublisher: true, lossProtectionRefused: true }]);
});
