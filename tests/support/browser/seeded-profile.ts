import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface Seed {
  extensionId: string;
  microphone: PermissionState;
  /** Match patterns without a port, e.g. `http://127.0.0.1/*`. */
  grantedOrigins: readonly string[];
}

type Json = { [key: string]: Json } | readonly string[] | number;

/** Values of Chromium's `ContentSetting`. */
const contentSetting = { granted: 1, denied: 2 };

/**
 * Writes into a profile what a user would have answered, so that the build under test is the shipped one.
 *
 * Measured with Chromium 156: `Default/Preferences` written before the very first start is taken over when the extension
 * is loaded, by `--load-extension` and by `Extensions.loadUnpacked` alike. An origin is granted when it stands in all
 * three sets; `permissions.request` then resolves true without asking. The microphone is granted or denied in every
 * context of the extension (popup, tab, offscreen document) as by a user who chose it for good.
 */
export async function seedProfile(
  profileDir: string,
  { extensionId, microphone, grantedOrigins }: Seed,
): Promise<void> {
  const origins = { api: [], explicit_host: grantedOrigins, manifest_permissions: [], scriptable_host: [] };
  const seed: Json = {};
  if (grantedOrigins.length > 0) {
    seed.extensions = {
      settings: {
        [extensionId]: {
          active_permissions: origins,
          granted_permissions: origins,
          runtime_granted_permissions: origins,
        },
      },
    };
  }
  if (microphone !== 'prompt') {
    const answer = { setting: contentSetting[microphone] };
    const exceptions = { media_stream_mic: { [`chrome-extension://${extensionId}/,*`]: answer } };
    seed.profile = { content_settings: { exceptions } };
  }
  const path = join(profileDir, 'Default', 'Preferences');
  await mkdir(join(profileDir, 'Default'), { recursive: true });
  await writeFile(path, JSON.stringify(merged(await readPreferences(path), seed)));
}

async function readPreferences(path: string): Promise<Json> {
  const text = await readFile(path, 'utf8').catch(() => '{}');
  return JSON.parse(text) as Json;
}

function merged(into: Json | undefined, from: Json): Json {
  if (!isObject(into) || !isObject(from)) return from;
  const result = { ...into };
  for (const [key, value] of Object.entries(from)) result[key] = merged(result[key], value);
  return result;
}

function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && !Array.isArray(value);
}
