import { withRunning, type RunningState } from './session-state.ts';
import type { SessionInput } from './session-fact.ts';
import { doing } from '../steps/step.ts';
import { end, logged, unchanged, type Transition } from './transition.ts';
import { whileAsked } from './while-asked.ts';

/** What an input means in every phase of a running session; all other inputs mean nothing. */
export function whileRunning(state: RunningState, input: SessionInput): Transition {
  switch (input.type) {
    case 'microphone-condition-changed':
      return unchanged(withRunning(state, { microphone: input.condition }));
    case 'microphone-troubled':
      return unchanged(withRunning(state, { trouble: input.trouble }));
    case 'warnings-changed':
      return state.phase === 'starting'
        ? unchanged(state)
        : unchanged(withRunning(state, { warnings: input.warnings }));
    case 'network-changed':
      return input.online ? unchanged(state) : doing(state, { type: 'doubt-link' });
    case 'mute-requested':
      // Every command may come twice.
      if (input.muted === state.running.muted || state.running.stopsWhenDelivered) return unchanged(state);
      return setMuted(state, input.muted);
    case 'spoke-while-muted':
      return unchanged(state.running.muted ? withRunning(state, { spokeWhileMuted: true }) : state);
    case 'question-due':
    case 'question-settled':
    case 'question-answered':
    case 'question-unanswered':
      return whileAsked(state, input);
    case 'stop-requested':
      return stop(state, input.when);
    case 'delivery-limit-passed':
      return state.running.stopsWhenDelivered ? end(state, { by: 'user' }) : unchanged(state);
    case 'microphone-failed':
    case 'connection-failed':
    case 'frames-failing':
    case 'overruled':
      return end(state, { by: 'failure', failure: input.failure });
    default:
      return unchanged(state);
  }
}

/**
 * Stops at once; or, where something is not sent yet and the user wants that, when it is. A second Stop does not wait, nor does one
 * before the session is live: then nobody knows whether it ever can be sent.
 */
function stop(state: RunningState, when: 'delivered' | undefined): Transition {
  const { behind, stopsWhenDelivered } = state.running;
  const isAtOnce = when !== 'delivered' || behind === null || stopsWhenDelivered;
  if (isAtOnce || state.phase === 'starting') return end(state, { by: 'user' });
  const stopped = withRunning(state, { stopsWhenDelivered: true });
  return logged([{ kind: 'stop-requested', when }], doing(stopped, { type: 'stop-capturing' }));
}

/** Sets the mute of a session by hand. This also answers its question, since somebody is there. */
export function withMute<State extends RunningState>(state: State, muted: boolean): State {
  if (muted === state.running.muted) return state;
  return withRunning(state, { muted, spokeWhileMuted: false, question: null });
}

function setMuted(state: RunningState, muted: boolean): Transition {
  return {
    state: withMute(state, muted),
    effects: [{ type: 'set-microphone-enabled', enabled: !muted }],
  };
}
