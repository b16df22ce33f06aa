import {
  choiceChanged,
  isServedBy,
  isWanted,
  type MicrophoneChoice,
} from '../microphone/microphone-choice.ts';
import { isGone, type MicrophoneDevice } from '../microphone/next-microphone.ts';
import {
  begin,
  changeDone,
  openBest,
  openChosen,
  openFailed,
  search,
  searchAgain,
  sentFromNow,
} from './microphone-change.ts';
import type { MicrophoneInput } from './microphone-fact.ts';
import type { MicrophoneState } from './microphone-state.ts';
import { doing, followedBy } from '../steps/step.ts';
import { conditionChanged, report, troubled, type MicrophoneStep } from './microphone-step.ts';

/** Milliseconds: a microphone that ends sooner after it was opened is of no use, whatever the list says. */
const leastLifeMs = 1000;

/**
 * The microphone's part of a session: what each fact about it leads to. In a session that recovers, the next best one stands in
 * for a lost one until that is back, and silence is sent while there is none at all. A session that starts opens the wanted
 * one or none: beginning with another than the user chose would be a lie.
 */
export function microphoneTransition(state: MicrophoneState, input: MicrophoneInput): MicrophoneStep {
  switch (input.type) {
    case 'begun':
      return begin(state, input.goesOn);
    case 'chosen': {
      const { choice, isNew } = choiceChanged(state.choice, input.settings);
      return isNew ? openChosen({ ...state, choice }) : doing({ ...state, choice });
    }
    case 'retry-requested':
      return state.trouble === null ? doing(state) : searchAgain({ ...state, retries: 0 });
    case 'retry-due':
      return searchAgain(state);
    case 'mute-set':
      return doing({ ...state, isMutedByUser: input.muted, soundExpectedSince: input.at });
    case 'devices-listed':
      return openBest(state, input.devices);
    case 'devices-changed':
      return devicesChanged(state, input.devices, input.at);
    case 'opened':
      return doing({ ...state, current: { ...input.microphone, at: input.at } });
    case 'open-failed':
      return openFailed(state, input.failure);
    case 'sent':
      return sentFromNow(state, input);
    case 'track-ended':
      if (input.failure.reason === 'microphone-ended' && state.recovers) return lose(state, input.at);
      return doing(state, report({ type: 'microphone-failed', failure: input.failure }));
    case 'track-muted':
      return conditionChanged(state, input.muted ? 'muted' : 'sounding', input.at);
    case 'sound-judged':
      return state.current ? conditionChanged(state, input.condition, input.at) : doing(state);
    case 'silence-made':
      return conditionChanged({ ...state, isSilenceSent: true }, 'missing', input.at);
    case 'silence-sent':
      return changeDone(state);
    case 'silence-failed':
      return followedBy(troubled({ ...state, failure: input.failure }), changeDone);
  }
}

/** Handles a microphone that the browser has ended, or no longer lists. */
function lose(state: MicrophoneState, at: number): MicrophoneStep {
  const { current } = state;
  if (!current) return doing(state);
  const { deviceId } = current;
  const wasUseless = at - current.at < leastLifeMs;
  const wasWanted = isWanted(state.choice, deviceId);
  const choice: MicrophoneChoice = {
    ...state.choice,
    avoided: wasUseless ? [deviceId] : [],
    ...(wasWanted && { wasLost: true }),
  };
  const lost = {
    ...state,
    choice,
    current: null,
    retries: wasUseless ? state.retries : 0,
    ...(wasWanted && { failure: { reason: 'microphone-ended' } as const }),
  };
  return followedBy(doing(lost, { type: 'close' }), search);
}

function devicesChanged(
  state: MicrophoneState,
  devices: readonly MicrophoneDevice[],
  at: number,
): MicrophoneStep {
  const { choice, current } = state;
  if (current && isGone(devices, current.deviceId)) return state.recovers ? lose(state, at) : doing(state);
  const hasAny = current !== null || state.isSilenceSent;
  if (isServedBy(choice, current, devices) || !hasAny) return doing(state);
  return searchAgain({ ...state, retries: 0 });
}
