import type { Runtime } from 'webextension-polyfill';
import type { Edges } from '../async/edges.ts';
import { toFailure } from '../domain/failure/failure.ts';
import type { TestReport } from '../domain/session/test-report.ts';
import type { Profile } from '../domain/profiles/profile.ts';
import { onBroadcast } from './broadcasts.ts';
import type { Caller } from './call-commands.ts';
import type { WorkerCommands } from './protocol.ts';

/**
 * The longest time without an end of the test, in milliseconds: longer than any test takes, so its host must
 * be gone.
 */
const longestMs = 90_000;

export interface ProfileTestEdges extends Pick<Edges, 'after'> {
  callWorker: Caller<WorkerCommands>;
  runtime: Pick<Runtime.Static, 'sendMessage' | 'onMessage'>;
  newId(): string;
}

/**
 * Makes the host test a profile, and follows the test's steps until its end. Returns a function that cancels
 * the test.
 */
export function runProfileTest(
  profile: Profile,
  follow: (report: TestReport) => void,
  { callWorker, runtime, newId, after }: ProfileTestEdges,
): () => void {
  const id = newId();
  let isOver = false;
  const onReport = (report: TestReport) => {
    if (isOver) return;
    if ('end' in report) {
      isOver = true;
      endDeadline();
      unsubscribe();
    }
    follow(report);
  };
  const endDeadline = after(longestMs, () => onReport({ end: 'failed', failure: { reason: 'host-gone' } }));
  const unsubscribe = onBroadcast(runtime, 'profile-test-reported', (fact) => {
    if (fact.id === id) onReport(fact.report);
  });
  callWorker('test-profile', id, profile).then(
    (begun) => {
      if (begun === 'session-running') onReport({ end: 'session-running' });
    },
    (error: unknown) => onReport({ end: 'failed', failure: toFailure(error) }),
  );
  return () => {
    if (isOver) return;
    callWorker('cancel-profile-test').catch((error: unknown) =>
      onReport({ end: 'failed', failure: toFailure(error) }),
    );
  };
}
