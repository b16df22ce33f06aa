import { describe, expect, it } from 'vitest';
import type { Profile } from '../../../../utils/domain/profiles/profile.ts';
import { recordingOf } from '../../../../utils/domain/settings/recording-of.ts';
import { defaultSettings, type Settings } from '../../../../utils/domain/settings/settings.ts';

const loopback: Profile = { id: 'loopback', name: 'Loopback', kind: 'loopback' };
const server: Profile = {
  id: 'studio',
  name: 'Studio',
  kind: 'whip',
  url: 'https://ingest.example/whip',
  token: '',
  iceServers: [],
  iceTransportPolicy: 'all',
};
const kept: Profile = { ...server, recording: 'until-delivered' };

describe('whether a session is recorded', () => {
  it.each<[Settings['recording']['keep'], Profile, string]>([
    ['by-profile', server, 'never'],
    ['by-profile', kept, 'until-delivered'],
    ['by-profile', { ...server, recording: 'always' }, 'always'],
    ['by-profile', { ...server, recording: 'never' }, 'never'],
    ['by-profile', loopback, 'never'],
    ['never', { ...server, recording: 'always' }, 'never'],
    ['always', { ...server, recording: 'never' }, 'always'],
    ['until-delivered', server, 'until-delivered'],
    ['always', loopback, 'always'],
  ])('where the settings say %s and the profile is %j: %s', (keep, profile, expected) => {
    expect(recordingOf({ recording: { ...defaultSettings().recording, keep } }, profile)).toBe(expected);
  });

  it('is left to the profiles, which say nothing, until somebody says otherwise', () => {
    expect(recordingOf(defaultSettings(), server)).toBe('never');
  });
});
