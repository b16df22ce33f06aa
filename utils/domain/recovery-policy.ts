import type { ConnectionStatus } from './connection-status.ts';
import type { Failure } from './failure.ts';

/** What a session does when its connection is lost. */
export type RecoveryPolicy = 'stop-and-tell';

/** The step that a policy takes on a loss. */
export type LossDecision = { step: 'give-up'; failure: Failure };

const decisions: Record<RecoveryPolicy, (status: ConnectionStatus) => LossDecision> = {
  'stop-and-tell': (status) => ({ step: 'give-up', failure: { reason: 'connection-lost', status } }),
};

/** The one place that decides on a loss, so that no caller has a rule of its own. */
export function decideOnLoss(policy: RecoveryPolicy, status: ConnectionStatus): LossDecision {
  return decisions[policy](status);
}
