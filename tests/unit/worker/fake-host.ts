import { vi } from 'vitest';
import type { SessionState } from '../../../utils/domain/session/session-state.ts';
import { takenOver } from '../../../utils/domain/session/taken-over.ts';
import type { HostPort } from '../../../utils/worker/session/host-port.ts';

/**
 * A host as the worker sees it; the state is null where there is no host, and `lastSession` is the session it
 * knows of.
 */
export function fakeHost(state: SessionState | null = null, lastSession: string | null = null) {
  const there = { state };
  const host = {
    exists: vi.fn(() => Promise.resolve(there.state !== null)),
    ensure: vi.fn(() => {
      there.state ??= { phase: 'idle' };
      return Promise.resolve();
    }),
    close: vi.fn(() => {
      there.state = null;
      return Promise.resolve();
    }),
    state: vi.fn(() =>
      there.state ? Promise.resolve(there.state) : Promise.reject(new Error('there is no host')),
    ),
    lastSession: vi.fn(() => Promise.resolve(lastSession)),
    start: vi.fn<HostPort['start']>(() => Promise.resolve()),
    resume: vi.fn<HostPort['resume']>(({ running, liveSince, stand }) => {
      const state = takenOver({ running, liveSince, since: stand.lastKnownAt });
      there.state = state;
      return Promise.resolve(state);
    }),
    stop: vi.fn(() => Promise.resolve()),
    overrule: vi.fn<HostPort['overrule']>(() => Promise.resolve()),
    forbidRecording: vi.fn<HostPort['forbidRecording']>(() => Promise.resolve()),
    setMuted: vi.fn<HostPort['setMuted']>(() => Promise.resolve()),
    useMicrophone: vi.fn<HostPort['useMicrophone']>(() => Promise.resolve()),
    dismissFailure: vi.fn(() => Promise.resolve()),
    answerQuestion: vi.fn<HostPort['answerQuestion']>(() => Promise.resolve()),
    retry: vi.fn<HostPort['retry']>(() => Promise.resolve()),
    warmUp: vi.fn<HostPort['warmUp']>(() => Promise.resolve()),
    testProfile: vi.fn<HostPort['testProfile']>(() => Promise.resolve()),
    cancelProfileTest: vi.fn(() => Promise.resolve()),
  };
  return host satisfies HostPort;
}
