import { describe, expect, it } from 'vitest';
import {
  beginningAgain,
  sessionHead,
  sessionStarted,
} from '../../../../utils/domain/session/session-beginning.ts';
import { isRunning } from '../../../../utils/domain/session/session-state.ts';
import { defaultSettings } from '../../../../utils/domain/settings/settings.ts';
import { aWhipProfile } from '../../../support/profiles.ts';
import { live, recovering, starting } from '../../../support/session-states.ts';

const { watch, recovery } = defaultSettings();
const request = { profile: aWhipProfile(), watch, recovery };
const session = sessionHead(request, 'mine', 1000);
const underWay = [live, recovering, starting].map((make) => make({ session })).filter(isRunning);

describe('the beginning of a log that was deleted under its session', () => {
  it.each(underWay.map((state) => [state.phase, state] as const))(
    'is made again from what is known of a session that is %s',
    (_, state) => {
      const [started, live] = beginningAgain('mine', state, request);
      expect(started).toEqual({ at: 1000, body: sessionStarted(request, session) });
      if (state.phase === 'starting') expect(live).toBeUndefined();
      else
        expect(live).toEqual({
          at: state.liveSince,
          body: { kind: 'live', afterMs: state.liveSince - 1000 },
        });
    },
  );

  it.each(underWay.map((state) => [state.phase, state] as const))(
    'is not made for another session than the one that is %s, nor with another profile',
    (_, state) => {
      expect(beginningAgain('other', state, request)).toEqual([]);
      expect(beginningAgain('mine', state, null)).toEqual([]);
      expect(beginningAgain('mine', state, { ...request, profile: aWhipProfile({ id: 'other' }) })).toEqual(
        [],
      );
      expect(beginningAgain('mine', null, request)).toEqual([]);
    },
  );
});

describe('the first event of a log', () => {
  it('has the version of the extension, where it is known', () => {
    expect(sessionStarted({ ...request, version: '0.2.0' }, session).version).toBe('0.2.0');
    expect('version' in sessionStarted(request, session)).toBe(false);
  });
});
