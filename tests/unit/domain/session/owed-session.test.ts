import { describe, expect, it } from 'vitest';
import { owedSession } from '../../../../utils/domain/session/owed-session.ts';
import type { SessionState } from '../../../../utils/domain/session/session-state.ts';
import { failed, live, sessionHead } from '../builders.ts';

const endedAt = 1_000_000;
const session = sessionHead();
const cutOff = failed({ session, endedAt, failure: { reason: 'interrupted', at: endedAt } });
const { id: profileId } = session.profile;

describe('the session whose unsent sound a Start goes on with', () => {
  it.each<[name: string, state: SessionState, profile: string, ms: number, id: string | null]>([
    ['is one that was cut off at the same server', cutOff, profileId, 60_000, session.id],
    ['is it up to five minutes later', cutOff, profileId, 300_000, session.id],
    ['is none after that', cutOff, profileId, 300_001, null],
    ['is none where the clock was set back since', cutOff, profileId, -1, null],
    ['is none at another server', cutOff, 'another', 60_000, null],
    [
      'is none that failed otherwise',
      { ...cutOff, failure: { reason: 'host-gone' } },
      profileId,
      60_000,
      null,
    ],
    ['is none that runs', live(), profileId, 60_000, null],
    ['is none where there is none', { phase: 'idle' }, profileId, 60_000, null],
  ])('%s', (_name, state, profile, ms, id) => {
    expect(owedSession(state, profile, endedAt + ms)).toBe(id);
  });
});
