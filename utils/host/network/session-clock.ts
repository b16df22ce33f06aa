import type { Edges } from '../../async/edges.ts';
import { clockJump, type ClockReading } from '../../domain/recovery/clock-jump.ts';

const everyMs = 1000;

export interface SessionClockOptions extends Pick<Edges, 'now' | 'steady' | 'every'> {
  /** Ends the clock. */
  signal: AbortSignal;
  onTick(): void;
  /** Called when the computer slept, or its clock was set. */
  onJump(byMs: number): void;
}

/** Ticks once a second, and notices when the time between two ticks was not a second. */
export function startSessionClock(options: SessionClockOptions): void {
  const { now, steady, every, signal, onTick, onJump } = options;
  const read = (): ClockReading => ({ wall: now(), steady: steady() });
  let before = read();
  const stop = every(everyMs, () => {
    const after = read();
    const byMs = clockJump(before, after, everyMs);
    before = after;
    if (byMs !== null) onJump(byMs);
    onTick();
  });
  signal.addEventListener('abort', stop);
}
