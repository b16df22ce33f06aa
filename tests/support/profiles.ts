import { defaultSettings, type SettingsReading } from '../../utils/domain/settings/settings.ts';
import type { Profile, WhipProfile } from '../../utils/domain/profiles/profile.ts';
import { defaultIceServers } from '../../utils/domain/profiles/profile-kinds.ts';

export function aWhipProfile(changes: Partial<WhipProfile> = {}): WhipProfile {
  return {
    id: 'studio',
    name: 'Studio',
    kind: 'whip',
    url: 'https://media.example/mic/whip',
    token: '',
    iceServers: defaultIceServers.map((server) => ({ ...server })),
    iceTransportPolicy: 'all',
    ...changes,
  };
}

/** Settings with the given profiles; the first is the active one. */
export function settingsWith(...profiles: [Profile, ...Profile[]]): SettingsReading {
  return { ok: true, settings: { ...defaultSettings(), profiles, activeProfileId: profiles[0].id } };
}
