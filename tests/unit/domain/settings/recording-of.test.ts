import { describe, expect, it } from 'vitest';
import type { Profile } from '../../../../utils/domain/profiles/profile.ts';
import { recordingOf } from '../../../../utils/domain/settings/recording-of.ts';
import { mergeSettings } from '../../../../utils/domain/settings/merge-settings.ts';
import { defaultSettings, parseSettings, type Settings } from '../../../../utils/domain/settings/settings.ts';
import { parsePolicy } from '../../../../utils/domain/settings/settings-policy.ts';
import { aWhipProfile } from '../../../support/profiles.ts';

const loopback: Profile = { id: 'loopback', name: 'Loopback', kind: 'loopback' };
const server = aWhipProfile();
const openAi: Profile = {
  ...server,
  id: 'words',
  kind: 'openai-realtime',
  url: 'https://api.example/v1/realtime/calls',
  credentialType: 'api-key',
  credential: 'sk-1',
  model: 'whisper-1',
  language: '',
};
const kept: Profile = { ...server, id: 'kept', recording: 'until-delivered' };

describe('whether a session is recorded', () => {
  it.each<[Settings['recording']['keep'], Profile, string]>([
    ['by-profile', server, 'until-delivered'],
    ['by-profile', openAi, 'until-delivered'],
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

  it('is left to the profiles until somebody says otherwise, and one that says nothing records until all has arrived', () => {
    expect(recordingOf(defaultSettings(), server)).toBe('until-delivered');
    expect(recordingOf(defaultSettings(), loopback)).toBe('never');
  });

  it.each(['never', 'always', 'until-delivered'] as const)(
    'is %s for every server where an administrator has set just that, whatever the user has chosen',
    (keep) => {
      const user = { ...defaultSettings(), profiles: [loopback, server, kept], activeProfileId: server.id };
      const policy = parsePolicy({ settings: { recording: { keep } }, locked: ['recording.keep'] });
      const { settings } = mergeSettings({ user, seen: new Map(), policy });
      for (const profile of [loopback, server, kept, openAi])
        expect(recordingOf(settings, profile)).toBe(keep);
    },
  );

  it('is decided for settings that were stored before there were recordings', () => {
    const { recording: _, ...earlier } = defaultSettings();
    const reading = parseSettings({ ...earlier, profiles: [loopback, server] });
    expect(reading.ok && recordingOf(reading.settings, server)).toBe('until-delivered');
  });
});
