import { clockJump, type ClockReading } from '../../domain/recovery/clock-jump.ts';

const everyMs = 1000;

export interface SessionClockOptions {
  read(): ClockReading;
  /** Ends it. */
  signal: AbortSignal;
  onTick(): void;
  /** The computer slept, or its clock was set. */
  onJump(byMs: number): void;
}

/** Ticks once a second, and notices when a second was none. */
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
