import { newlyRunning } from '../../utils/domain/session/newly-running.ts';
import type { Running, RunningState, SessionHead } from '../../utils/domain/session/session-state.ts';

/** Changes to a state: members of its phase, and members of its `running` record. */
export type Changes<State extends RunningState> = Partial<Omit<State, 'phase' | 'running'>> &
  Partial<Running>;

/**
 * The `running` record of this session (or of another one that the changes name), with those changes that
 * belong to it.
 */
export function runningWith(session: SessionHead, changes: Partial<Running> & object): Running {
  const usual = newlyRunning(changes.session ?? session);
  const own = Object.entries(changes).filter(([name]) => name in usual);
  return { ...usual, ...Object.fromEntries(own) };
}

/** The changes that belong to the phase. */
export function ofPhase<State extends RunningState>(
  changes: Changes<State>,
  running: Running,
): Partial<Omit<State, 'phase' | 'running'>> {
  const own = Object.entries(changes).filter(([name]) => !(name in running));
  return Object.fromEntries(own) as Partial<Omit<State, 'phase' | 'running'>>;
}
