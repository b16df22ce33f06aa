import { clockJump, type ClockReading } from '../../domain/recovery/clock-jump.ts';

const everyMs = 1000;

export interface SessionClockOptions {
  read(): ClockReading;
  /** Ends the clock. */
  signal: AbortSignal;
  onTick(): void;
  /** Called when the computer slept, or its clock was set. */
  onJump(byMs: number): void;
}

/** Ticks once a second, and notices when the time between two ticks was not a second. */
export function startSessionClock({ read, signal, onTick, onJump }: SessionClockOptions): void {
  let before = read();
  const timer = setInterval(() => {
    const after = read();
    const byMs = clockJump(before, after, everyMs);
    before = after;
    if (byMs !== null) onJump(byMs);
    onTick();
  }, everyMs);
  signal.addEventListener('abort', () => clearInterval(timer));
}
