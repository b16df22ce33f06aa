import { timerMs } from './timer-limit.ts';

/** A signal that follows another one late, and what ends the following. */
export interface GraceSignal {
  readonly signal: AbortSignal;
  dispose(): void;
}

/** Aborts `graceMs` after `signal` does, with its reason; at once where it is aborted already. */
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
