import { defaultSettings, type Settings } from '../../../utils/domain/settings/settings.ts';
import type { Profile, ServerProfile } from '../../../utils/domain/profiles/profile.ts';
import { profileOrigins } from '../../../utils/domain/profiles/profile-origins.ts';
import { store, stored } from './extension-readers.ts';
import type { ExtensionBrowser } from './launch-browser.ts';
import { waitFor } from './wait-for.ts';

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

/** Settings for `chooseProfile` with which the browser sends sound as it is: its processing would take tones for noise. */
export const unprocessed: Partial<Settings> = {
  microphone: {
    ...defaultSettings().microphone,
    echoCancellation: false,
    noiseSuppression: false,
    autoGainControl: false,
  },
};

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
  await keepGranted(browser, profile);
}

/**
 * Grants the access to a profile's server again where the user has granted it at first: it was given back with the last
 * profile that used it, which a test may have replaced.
 */
async function keepGranted(browser: ExtensionBrowser, profile: Profile): Promise<void> {
  const origins = [...profileOrigins([profile])].filter((origin) => browser.grantedOrigins.includes(origin));
  if (origins.length === 0) return;
  // After this, nothing that was stored earlier takes the access away.
  await waitFor('the worker to know the profile', async () => {
    const known = (await stored(browser, 'profileOrigins')) as string[] | undefined;
    return origins.every((origin) => known?.includes(origin));
  });
  const request = { origins };
  if (await browser.evaluate((asked) => chrome.permissions.contains(asked), request)) return;
  const page = await browser.openPage('options.html#/settings');
  await page.evaluate((asked) => chrome.permissions.request(asked), request);
  await page.close();
}
