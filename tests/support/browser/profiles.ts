import { defaultSettings, type Settings } from '../../../utils/domain/settings/settings.ts';
import type { Profile, ServerProfile } from '../../../utils/domain/profiles/profile.ts';
import { store } from './extension-readers.ts';
import type { ExtensionBrowser } from './launch-browser.ts';

/** The origins of every server that a test starts. */
export const testOrigins = ['http://127.0.0.1/*', 'http://localhost/*'];

const server: Pick<ServerProfile, 'id' | 'name' | 'iceServers' | 'iceTransportPolicy'> = {
  id: 'test-server',
  name: 'Test server',
  iceServers: [],
  iceTransportPolicy: 'all',
};

type Given<Kind extends Profile['kind']> = Partial<Extract<ServerProfile, { kind: Kind }>> & { url: string };

export function whipProfile(given: Given<'whip'>): Profile {
  return { ...server, kind: 'whip', token: '', ...given };
}

export function jsonOfferProfile(given: Given<'json-offer'>): Profile {
  return { ...server, kind: 'json-offer', variant: 'aiortc', token: '', ...given };
}

export function openAiProfile(given: Given<'openai-realtime'>): Profile {
  return {
    ...server,
    kind: 'openai-realtime',
    credentialType: 'api-key',
    credential: 'sk-test',
    model: 'whisper-1',
    language: 'en',
    ...given,
  };
}

/**
 * Settings for `chooseProfile`: a session that ends at once when its connection is lost, and does not
 * recover.
 */
export const stopAndTell: Partial<Settings> = { recovery: { mode: 'stop-and-tell', giveUpAfterMs: null } };

/** Puts a profile beside loopback and chooses it, as settings that were saved earlier. */
export async function chooseProfile(
  browser: ExtensionBrowser,
  profile: Profile,
  overrides: Partial<Settings> = {},
): Promise<void> {
  const defaults = defaultSettings();
  const settings: Settings = {
    ...defaults,
    profiles: [...defaults.profiles, profile],
    activeProfileId: profile.id,
    ...overrides,
  };
  await store(browser, 'settings', settings);
}
