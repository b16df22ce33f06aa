import { timerMs } from './timer-limit.ts';

/** A signal that aborts some time after another one, and a way to stop following that other one. */
export interface GraceSignal {
  readonly signal: AbortSignal;
  dispose(): void;
}

/**
 * Makes a signal that aborts `graceMs` milliseconds after `signal` does, with the same reason, or at once
 * where `signal` is already aborted.
 */
export function createGraceSignal(signal: AbortSignal, graceMs: number): GraceSignal {
  const late = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const onAbort = () => {
    timer = setTimeout(() => late.abort(signal.reason), timerMs(graceMs));
  };
  if (signal.aborted) late.abort(signal.reason);
  else signal.addEventListener('abort', onAbort, { once: true });
  return {
    signal: late.signal,
    dispose() {
      signal.removeEventListener('abort', onAbort);
      clearTimeout(timer);
    },
  };
}
