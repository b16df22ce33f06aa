import {
  newlyRunning,
  type Running,
  type RunningState,
  type SessionHead,
} from '../../utils/domain/session/session-state.ts';

/** Changes to a state: members of its phase, and beside them those of what runs in every phase. */
export type Changes<State extends RunningState> = Partial<Omit<State, 'phase' | 'running'>> &
  Partial<Running>;

/** What runs, of this session unless the changes name another one, with those changes that are about it. */
export function runningWith(session: SessionHead, changes: Partial<Running> & object): Running {
  const usual = newlyRunning(changes.session ?? session);
  const own = Object.entries(changes).filter(([name]) => name in usual);
  return { ...usual, ...Object.fromEntries(own) };
}

/** The changes that are about the phase. */
export function ofPhase<State extends RunningState>(
  changes: Changes<State>,
  running: Running,
): Partial<Omit<State, 'phase' | 'running'>> {
  const own = Object.entries(changes).filter(([name]) => !(name in running));
  return Object.fromEntries(own) as Partial<Omit<State, 'phase' | 'running'>>;
}
