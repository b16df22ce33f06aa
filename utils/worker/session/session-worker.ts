import { holdsSession, isRunning, type SessionState } from '../../domain/session/session-state.ts';
import { createCommandQueue } from './command-queue.ts';
import { createLatePolicy, type LatePolicyDeps } from './late-policy.ts';
import { closeInterrupted, type InterruptedDeps } from './interrupted-sessions.ts';
import { createLastStateStore } from './last-state-store.ts';
import { createRunningSessionStore } from './running-session-store.ts';
import { createSessionControl, type SessionControlDeps } from './session-control.ts';
import { createSessionCopy, type SessionCopyDeps } from './session-copy.ts';
import { createSessionIntent } from './session-intent.ts';
import { createSessionKeeper, type KeeperDeps } from './session-keeper.ts';
import { createSessionTakeover, type TakeoverDeps } from './session-takeover.ts';
import { help } from '../../async/within.ts';
import { createStateFollower, type FollowState } from './state-follower.ts';

type Edges = Pick<
  SessionControlDeps,
  'version' | 'host' | 'gate' | 'learned' | 'access' | 'whipSessions' | 'openPermissionPage' | 'newSessionId'
>;

export interface SessionWorkerDeps extends SessionCopyDeps, Edges {
  settings: SessionControlDeps['settings'] & LatePolicyDeps['settings'];
  deleteRecording: LatePolicyDeps['deleteRecording'];
  history: KeeperDeps['history'] &
    TakeoverDeps['history'] &
    InterruptedDeps['history'] &
    SessionControlDeps['history'];
  /** Functions that show a state to the user, called after the state is stored. */
  followers: readonly FollowState[];
  /** Sends a state to the views that no host has sent them. */
  broadcast(state: SessionState): void;
  onError(error: unknown): void;
}

/** The service worker's side of a session: knows its true state, and performs the user's commands on it. */
export function createSessionWorker(deps: SessionWorkerDeps) {
  const { history, whipSessions, broadcast, onError } = deps;
  const lastState = createLastStateStore(deps.session);
  const running = createRunningSessionStore(deps.session);
  const copy = createSessionCopy(deps);
  const intent = createSessionIntent(running);
  const queue = createCommandQueue();

  const keepState: FollowState = async (state, before) => {
    await lastState.save(state);
    if (state !== before) await copy.keep(state);
  };
  const follow = createStateFollower([keepState, ...deps.followers], onError);

  async function followState(state: SessionState): Promise<void> {
    intent.follow(state);
    keeper.heard(state);
    await follow(state, await lastState.load());
  }

  async function publishState(state: SessionState): Promise<void> {
    broadcast(state);
    await followState(state);
  }

  const keeper = createSessionKeeper({
    ...deps,
    lastState,
    intent,
    queue,
    followState,
    publishState,
    goOn: createSessionTakeover({ ...deps, running, intent, publishState }),
    revive: copy.revive,
    findInterrupted() {
      void whipSessions.open().then(whipSessions.remove).catch(onError);
      return closeInterrupted({ history });
    },
  });
  const latePolicy = createLatePolicy({ ...deps, running, session: keeper, queue });
  const control = createSessionControl({ ...deps, running, latePolicy, session: keeper, intent, queue });

  return {
    control,
    state: keeper.state,

    /** Finds the state whenever a service worker starts, as {@link createSessionKeeper} does. */
    async wake(): Promise<SessionState> {
      const found = await keeper.wake();
      if (isRunning(found)) latePolicy.resume(found.running.session.id).catch(onError);
      control.takeUpUnseenStart().catch(onError);
      return found;
    },

    /** Whether no session runs, or is about to: a Start by shortcut or menu is in no state before its host has it. */
    async isIdle(): Promise<boolean> {
      const unseen = await running.unseenStart();
      const shown = deps.gate.state() ?? (await keeper.state());
      return unseen === null && !intent.isWanted() && !holdsSession(shown);
    },

    /** Takes a state that the host has told all contexts. */
    async heard(state: SessionState): Promise<void> {
      if (control.heard(state)) await followState(state);
    },

    /** Shows the same state again, because a second of it has passed or because a view has to be redrawn. */
    async ticked(state: SessionState): Promise<void> {
      if (control.heard(state)) await follow(state, state);
    },

    /** Called periodically: the display changes with time alone, and browser windows come and go. */
    async watch(): Promise<void> {
      await keeper.watch();
      const state = await lastState.load();
      await Promise.all([help(copy.keep(state), undefined), follow(state, state)]);
    },
  };
}
