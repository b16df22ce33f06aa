import { describe, expect, it } from 'vitest';
import { newProfile } from '../../../../utils/domain/profiles/new-profile.ts';
import { profileKinds, type ProfileKind } from '../../../../utils/domain/profiles/profile-kinds.ts';
import { destinationOf, type Profile } from '../../../../utils/domain/profiles/profile.ts';
import { catchUpOf, type CatchUpPlan } from '../../../../utils/domain/settings/catch-up-of.ts';
import { defaultSettings } from '../../../../utils/domain/settings/settings.ts';

const usual: CatchUpPlan = { speed: 1.25, limitMs: null, beyond: 'oldest' };
const of = (kind: ProfileKind, changes: object = {}): Profile => ({
  ...newProfile(kind, 'studio', 'Studio'),
  ...changes,
});

describe('whether and how a session catches up', () => {
  it.each<[ProfileKind, object, CatchUpPlan | null]>([
    ['json-offer', {}, usual],
    ['json-offer', { variant: 'pipecat' }, usual],
    ['json-offer', { destination: 'listeners' }, null],
    ['openai-realtime', {}, usual],
    ['openai-realtime', { destination: 'listeners' }, null],
    ['whip', {}, null],
    ['whip', { destination: 'recogniser' }, usual],
    ['loopback', {}, null],
  ])('with a %s profile that says %j: %j', (kind, changes, expected) => {
    expect(catchUpOf(defaultSettings(), of(kind, changes))).toEqual(expected);
  });

  it('follows the settings in speed and limit', () => {
    const catchUp = { speedPercent: 150, limitSeconds: 45, beyond: 'all' } as const;
    expect(catchUpOf({ catchUp }, of('json-offer'))).toEqual({ speed: 1.5, limitMs: 45_000, beyond: 'all' });
  });

  it.each(profileKinds)('has somebody at the far end of every %s profile but a test of one’s own', (kind) => {
    expect(destinationOf(of(kind)) === null).toBe(kind === 'loopback');
  });
});
