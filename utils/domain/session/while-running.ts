import type { RunningState, SessionInput } from './session-state.ts';
import { end, unchanged, type Transition } from './transition.ts';
import { whileAsked } from './while-asked.ts';

/** What means the same in every phase of a session that runs; all else means nothing. */
export function whileRunning(state: RunningState, input: SessionInput): Transition {
  switch (input.type) {
    case 'microphone-condition-changed':
      return { state: { ...state, microphone: input.condition }, effects: [] };
    case 'microphone-troubled':
      return { state: { ...state, trouble: input.trouble }, effects: [] };
    case 'warnings-changed':
      return state.phase === 'starting'
        ? unchanged(state)
        : { state: { ...state, warnings: input.warnings }, effects: [] };
    case 'mute-requested':
      // Every command may come twice.
      if (input.muted === state.muted) return unchanged(state);
      return setMuted(state, input.muted);
    case 'spoke-while-muted':
      return state.muted ? { state: { ...state, spokeWhileMuted: true }, effects: [] } : unchanged(state);
    case 'question-due':
    case 'question-settled':
    case 'question-answered':
    case 'question-unanswered':
      return whileAsked(state, input);
    case 'stop-requested':
      return end(state, { by: 'user' });
    case 'microphone-failed':
    case 'connection-failed':
    case 'frames-failing':
    case 'overruled':
      return end(state, { by: 'failure', failure: input.failure });
    default:
      return unchanged(state);
  }
}

/** A session that was muted by hand, or unmuted: this also answers what was asked, since somebody is there. */
export function withMute<State extends RunningState>(state: State, muted: boolean): State {
  if (muted === state.muted) return state;
  const changed = { ...state, muted, spokeWhileMuted: false };
  return 'question' in changed ? { ...changed, question: null } : changed;
}

function setMuted(state: RunningState, muted: boolean): Transition {
  return {
    state: withMute(state, muted),
    effects: [{ type: 'set-microphone-enabled', enabled: !muted }],
  };
}
