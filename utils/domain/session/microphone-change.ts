import { faultOf } from '../failure/failure-rules.ts';
import type { Failure } from '../failure/failure.ts';
import {
  betterMicrophone,
  isServedBy,
  isWanted,
  settingsFor,
  wantedIn,
  wantedInUse,
  wantedOpened,
  whyTaken,
} from '../microphone/microphone-choice.ts';
import type { MicrophoneDevice } from '../microphone/next-microphone.ts';
import type { MicrophoneEffect } from './microphone-effect.ts';
import type { MicrophoneInput } from './microphone-fact.ts';
import { missing, type MicrophoneState } from './microphone-state.ts';
import { doing, followedBy } from '../steps/step.ts';
import {
  conditionChanged,
  observed,
  report,
  troubleChanged,
  troubled,
  type MicrophoneStep,
} from './microphone-step.ts';

/*
 * One change of the microphone after the other:
 *
 *    beginning --(sent)--------------------------------------------> in use
 *        |                                                             ^
 *        +--(failed, where a session goes on)--> listing               |
 *                                                   |                  |
 *                              +--> search --(sent)-|------------------+
 *                   (next best)|      |             |
 *                              +------+--(failed)   +--(nothing to open)--> silence, and later another listing
 */

/** Begins with the wanted microphone. */
export function begin(state: MicrophoneState, goesOn: boolean): MicrophoneStep {
  return openWanted({ ...state, change: { type: 'beginning', goesOn } });
}

function openWanted(state: MicrophoneState): MicrophoneStep {
  const { choice } = state;
  return doing(state, { type: 'open', settings: settingsFor(choice, choice.wanted.deviceId) });
}

/** Opens another microphone that the user chose, after the change that is under way. */
export function openChosen(state: MicrophoneState): MicrophoneStep {
  return makeNext({ ...state, due: [...state.due, 'choice'] });
}

/** Searches for the best microphone, after the change that is under way. */
export function search(state: MicrophoneState): MicrophoneStep {
  return state.due.includes('search') ? doing(state) : makeNext({ ...state, due: [...state.due, 'search'] });
}

/** Searches, the devices included that were of no use before. */
export function searchAgain(state: MicrophoneState): MicrophoneStep {
  return search(avoidingNone(state));
}

function avoidingNone(state: MicrophoneState): MicrophoneState {
  return { ...state, choice: { ...state.choice, avoided: [] } };
}

/** Makes the next change that is due, unless one is under way. */
function makeNext(state: MicrophoneState): MicrophoneStep {
  const [next, ...due] = state.due;
  if (state.change || !next) return doing(state);
  if (next === 'search') return list({ ...state, due });
  return openWanted({ ...avoidingNone(state), due, retries: 0, change: { type: 'choice' } });
}

export function changeDone(state: MicrophoneState): MicrophoneStep {
  return makeNext({ ...state, change: null });
}

function list(state: MicrophoneState): MicrophoneStep {
  return doing({ ...state, change: { type: 'listing' } }, { type: 'list-devices' });
}

/** Opens the best of the devices; a search ends where nothing is better than what is in use. */
export function openBest(state: MicrophoneState, devices: readonly MicrophoneDevice[]): MicrophoneStep {
  if (isServedBy(state.choice, state.current, devices)) return goOn(state);
  const choice = wantedIn(state.choice, devices);
  const deviceId = betterMicrophone(choice, state.current, devices);
  if (deviceId === null) return goOn({ ...state, choice });
  const settings = settingsFor(choice, deviceId);
  return doing(
    { ...state, choice, change: { type: 'search', devices, deviceId } },
    { type: 'open', settings },
  );
}

/** Handles a microphone that did not open. */
export function openFailed(state: MicrophoneState, failure: Failure): MicrophoneStep {
  const { change, choice, current } = state;
  const isForbidden = faultOf(failure) === 'microphone-permission';
  const failed = () => followedBy(doing(state, report({ type: 'microphone-failed', failure })), changeDone);
  const blamed = { ...state, failure };
  switch (change?.type) {
    case 'beginning':
      if (!change.goesOn || isForbidden) return failed();
      return list({ ...blamed, choice: { ...choice, wasLost: true } });
    case 'choice':
      return followedBy(doing(blamed, observed({ kind: 'microphone-replacement-failed', failure })), goOn);
    case 'search': {
      if (isForbidden && !current) return failed();
      const { deviceId, devices } = change;
      const avoiding = { ...choice, avoided: [...choice.avoided, deviceId] };
      return openBest({ ...(isWanted(choice, deviceId) ? blamed : state), choice: avoiding }, devices);
    }
    default:
      return doing(state);
  }
}

/** Handles a microphone that is sent from now on. */
export function sentFromNow(
  state: MicrophoneState,
  { at, microphone, muted }: Extract<MicrophoneInput, { type: 'sent' }>,
): MicrophoneStep {
  const { change, choice } = state;
  const { label, groupId } = microphone;
  const isFirst = change?.type === 'beginning';
  const why = change?.type === 'search' ? whyTaken(choice, change.deviceId, groupId) : null;
  const line = isFirst
    ? ({ kind: 'microphone-acquired', label } as const)
    : ({ kind: 'microphone-replaced', label, ...(why && { why }) } as const);
  const taken = {
    ...state,
    choice: change?.type === 'search' ? choice : wantedOpened(choice, microphone),
    isSilenceSent: false,
  };
  const known = followedBy(doing(taken, observed(line)), (next) =>
    conditionChanged(next, muted ? 'muted' : 'sounding', at),
  );
  if (!isFirst) return followedBy(known, goOn);
  return followedBy(known, (next) =>
    followedBy(doing(next, report({ type: 'microphone-acquired' })), changeDone),
  );
}

/** Goes on with the microphone that is in use after a change; where it is not the wanted one, that is retried later. */
function goOn(state: MicrophoneState): MicrophoneStep {
  const { choice, current, failure, giveUpAfterMs } = state;
  if (current && isWanted(choice, current.deviceId)) {
    const used = { ...state, choice: wantedInUse(choice, current.groupId), failure: missing };
    const healed = followedBy(doing(used, { type: 'end-waits' }), (next) => troubleChanged(next, null));
    return followedBy(healed, changeDone);
  }
  const next = troubled(state);
  if (current || state.isSilenceSent) return followedBy(next, changeDone);
  const limit: MicrophoneEffect[] =
    giveUpAfterMs === null ? [] : [{ type: 'limit-absence', ms: giveUpAfterMs, failure }];
  return followedBy(next, (after) =>
    doing({ ...after, change: { type: 'silence' } }, ...limit, { type: 'send-silence' }),
  );
}
