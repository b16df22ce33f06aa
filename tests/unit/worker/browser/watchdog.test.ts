import { describe, expect, it, vi } from 'vitest';
import type { SessionState } from '../../../../utils/domain/session/session-state.ts';
import { isWatchdog, keepWatchdog } from '../../../../utils/worker/browser/watchdog.ts';
import { failed, live, recovering, starting, stopping } from '../../domain/builders.ts';

function fakeAlarms() {
  const held = new Map<string, { name: string; scheduledTime: number }>();
  return {
    held,
    get: vi.fn((name?: string) => Promise.resolve(held.get(name ?? '') as never)),
    create: vi.fn((name: unknown) => {
      held.set(String(name), { name: String(name), scheduledTime: 0 });
      return Promise.resolve();
    }),
    clear: vi.fn((name?: string) => Promise.resolve(held.delete(name ?? ''))),
  };
}

describe('the watchdog', () => {
  it.each<[SessionState, boolean]>([
    [{ phase: 'idle' }, false],
    [starting(), true],
    [live(), true],
    [recovering(), true],
    [stopping(), true],
    [failed(), false],
  ])('is there only while a session is under way: $phase', async (state, isThere) => {
    const alarms = fakeAlarms();
    alarms.held.set('watchdog', { name: 'watchdog', scheduledTime: 0 });
    if (isThere) alarms.held.clear();
    await keepWatchdog(state, alarms);
    expect([...alarms.held.values()].some(isWatchdog)).toBe(isThere);
  });

  it('is not begun anew by each change of the state, or it would never come', async () => {
    const alarms = fakeAlarms();
    for (const state of [starting(), live(), recovering(), live()]) await keepWatchdog(state, alarms);
    expect(alarms.create).toHaveBeenCalledOnce();
  });
});
