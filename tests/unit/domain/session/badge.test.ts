import { describe, expect, it } from 'vitest';
import { badgeFor } from '../../../../utils/domain/session/badge.ts';
import type { SessionState } from '../../../../utils/domain/session/session-state.ts';
import { failed, live, recovering, starting, stopping } from '../builders.ts';

const standIn = { failure: { reason: 'microphone-ended' }, standIn: 'Laptop' } as const;

const behind = (behindMs: number) =>
  ({ state: 'catching-up', behindMs, at: 17_400, speed: 1.25, road: 'stretch' }) as const;

const asked = { about: 'quiet', askedAt: 1, unanswered: 'mute', mutedAt: null } as const;

describe('the badge', () => {
  it.each<[string, SessionState, string, string]>([
    ['idle', { phase: 'idle' }, '', 'none'],
    ['starting', starting(), '...', 'warning'],
    ['live for more than an hour', live({ liveSince: 17_400 - 3_600_000 }), 'ON+', 'live'],
    ['live for not quite an hour', live({ liveSince: 17_401 - 3_600_000 }), 'ON', 'live'],
    ['live for long, muted', live({ liveSince: -9e6, muted: true }), 'MIC', 'warning'],
    ['live, and asks', live({ question: asked }), '?', 'warning'],
    [
      'live, muted because nobody answered',
      live({ muted: true, question: { ...asked, mutedAt: 9 } }),
      'MIC',
      'warning',
    ],
    ['recovering, and asks', recovering({ question: asked }), '?', 'warning'],
    ['live', live(), 'ON', 'live'],
    ['live, muted by the user', live({ muted: true }), 'MIC', 'warning'],
    ['live, muted by the system', live({ microphone: 'muted' }), 'MIC', 'warning'],
    ['live, without a microphone', live({ microphone: 'missing' }), 'MIC', 'warning'],
    ['live, over another microphone than the chosen one', live({ trouble: standIn }), 'ON', 'live'],
    ['live, warned', live({ warnings: ['high-loss'] }), 'ON', 'live'],
    ['live, silent', live({ microphone: 'silent' }), 'MIC', 'warning'],
    ['recovering', recovering({ since: 5000 }), '12', 'warning'],
    ['recovering, just lost', recovering({ since: 17_500 }), '0', 'warning'],
    ['recovering, lost for hours', recovering({ since: -20_000_000 }), '9999', 'warning'],
    ['catching up', live({ behind: behind(12_300) }), '13', 'warning'],
    ['catching up, almost level', live({ behind: behind(10) }), '1', 'warning'],
    ['keeping what is said', live({ behind: { ...behind(4000), state: 'holding' } }), '4', 'warning'],
    ['level', live({ behind: { ...behind(0), state: 'level' } }), 'ON', 'live'],
    ['catching up, muted', live({ muted: true, behind: behind(12_300) }), 'MIC', 'warning'],
    ['recovering, keeping what is said', recovering({ since: 5000, behind: behind(9000) }), '12', 'warning'],
    ['stopping', stopping(), '', 'none'],
    ['failed', failed(), '!', 'danger'],
  ])('when %s is %s', (_name, state, text, colour) => {
    expect(badgeFor(state, 17_400)).toEqual({ text, colour });
  });
});
