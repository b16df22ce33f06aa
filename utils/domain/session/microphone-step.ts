import type { MicrophoneCondition } from '../microphone/microphone-condition.ts';
import type { MicrophoneEffect, MicrophoneReport } from './microphone-effect.ts';
import type { MicrophoneState } from './microphone-state.ts';
import { doing, followedBy, type Step } from '../steps/step.ts';
import type { MicrophoneTrouble } from './session-state.ts';

/** The result of a fact about the microphone, or of a part of it. */
export type MicrophoneStep = Step<MicrophoneState, MicrophoneEffect>;

export function report(fact: MicrophoneReport): MicrophoneEffect {
  return { type: 'report', fact };
}

export function observed(event: Extract<MicrophoneReport, { type: 'observed' }>['event']): MicrophoneEffect {
  return report({ type: 'observed', event });
}

/** Takes another condition of the microphone at the time `at`, in epoch milliseconds. */
export function conditionChanged(
  state: MicrophoneState,
  condition: MicrophoneCondition,
  at: number,
): MicrophoneStep {
  const before = state.condition;
  const next = { ...state, condition, ...(condition !== 'silent' && { soundExpectedSince: at }) };
  if (condition === before) return doing(next);
  // Silence is logged as a warning, and the end of a missing microphone as another one taking over.
  const isLogged =
    condition === 'muted' || condition === 'missing' || (condition === 'sounding' && before === 'muted');
  const line = isLogged ? [observed({ kind: 'microphone-condition-changed', condition })] : [];
  return doing(next, ...line, report({ type: 'microphone-condition-changed', condition }));
}

/**
 * Milliseconds until the first retry while the wanted microphone is not in use; each wait is twice the last.
 * A system may never tell that a device is back, and without any microphone each second is one that nobody
 * hears.
 */
const firstRetryMs = 1000;
const longestRetryMs = { standIn: 30_000, none: 5000 };

/** Reports that the wanted microphone is not in use, and retries later. */
export function troubled(state: MicrophoneState): MicrophoneStep {
  const { current, failure, retries } = state;
  const standIn = current?.label ?? null;
  const longestMs = longestRetryMs[current ? 'standIn' : 'none'];
  const ms = Math.min(longestMs, firstRetryMs * 2 ** retries);
  const absence: MicrophoneEffect[] = current ? [{ type: 'end-absence' }] : [];
  const told = followedBy(doing(state, ...absence), (next) => troubleChanged(next, { failure, standIn }));
  return followedBy(told, (next) =>
    doing({ ...next, retries: Math.min(retries + 1, 10) }, { type: 'wait-to-retry', ms }),
  );
}

/** Reports a trouble that is not the one that was reported last; null for none. */
export function troubleChanged(state: MicrophoneState, trouble: MicrophoneTrouble | null): MicrophoneStep {
  const before = state.trouble;
  const isSame = trouble?.standIn === before?.standIn && trouble?.failure.reason === before?.failure.reason;
  if (isSame) return doing(state);
  return doing({ ...state, trouble }, report({ type: 'microphone-troubled', trouble }));
}
