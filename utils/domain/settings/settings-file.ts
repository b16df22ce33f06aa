import { isTurn, type IceServer } from '../profiles/ice-server.ts';
import { defaultSettings, parseSettings, type Settings } from './settings.ts';
import type { SettingsProblem } from '../profiles/settings-problem.ts';
import { isProfileKind, type ProfileKind } from '../profiles/profile-kinds.ts';
import { secretMember, secretOf, withSecret } from '../profiles/profile-secrets.ts';
import type { Profile, ServerProfile } from '../profiles/profile.ts';
import { isPlainObject } from './settings-paths.ts';

/** Bytes of the largest file that is read. The largest real settings are a few thousand bytes. */
export const longestFile = 1024 * 1024;

/** A credential that a file was exported without, and that this browser does not have either. */
export interface MissingCredential {
  /** The path: `profiles.<id>.token`, or `profiles.<id>.iceServers.<n>.credential`. */
  path: string;
  /** The profile, as the file has it. */
  profile: { id: string; name: string; kind: ProfileKind; url: string | null };
  /** The TURN server that the credential is for; null where it is the profile's own. */
  iceUrl: string | null;
  /** Whether the profile, or the TURN server, is left out without the credential. */
  isRequired: boolean;
}

export type SettingsFileReading =
  | {
      ok: true;
      missing: readonly MissingCredential[];
      /** The settings with what was entered for the missing credentials, by path. */
      complete(entered: ReadonlyMap<string, string>): Settings;
    }
  | { ok: false; problem: 'too-large' | 'not-json' | 'not-settings' | 'newer-version' }
  | { ok: false; problem: 'unreadable'; problems: SettingsProblem[] };

/** The settings as a file; without credentials, those that are not empty are left out. */
export function toSettingsFile(
  settings: Settings,
  { withCredentials }: { withCredentials: boolean },
): string {
  const profiles = withCredentials ? settings.profiles : settings.profiles.map(withoutCredentials);
  return `${JSON.stringify({ ...settings, profiles }, null, 2)}\n`;
}

/**
 * Reads exported settings, and trusts nothing in them. Credentials that the file lacks are taken from
 * `current` where they are for the same server: a file must never send a token to another address.
 */
export function readSettingsFile(text: string, current: Settings): SettingsFileReading {
  if (text.length > longestFile) return { ok: false, problem: 'too-large' };
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return { ok: false, problem: 'not-json' };
  }
  if (!isPlainObject(read) || !('version' in read) || !('profiles' in read)) {
    return { ok: false, problem: 'not-settings' };
  }
  const missing: MissingCredential[] = [];
  const whole = { ...read, profiles: mapArray(read['profiles'], (each) => filled(each, current, missing)) };
  const reading = parseSettings(whole);
  if (!reading.ok) return reading;
  return { ok: true, missing, complete: (entered) => completed(reading.settings, missing, entered) };
}

/** Stands for a required credential until it is entered, and never leaves this file. */
const placeholder = '?';

function withoutCredentials(profile: Profile): object {
  if (profile.kind === 'loopback') return profile;
  const iceServers = profile.iceServers.map(({ credential, ...server }) =>
    credential === '' ? { ...server, credential } : server,
  );
  const member = secretMember(profile.kind);
  const isLeftOut = member !== null && (member.isRequired || secretOf(profile) !== '');
  const members = Object.entries({ ...profile, iceServers });
  return Object.fromEntries(members.filter(([name]) => !isLeftOut || name !== member.name));
}

function filled(given: unknown, current: Settings, missing: MissingCredential[]): unknown {
  if (!isPlainObject(given) || !isProfileKind(given['kind']) || given['kind'] === 'loopback') return given;
  const id = String(given['id']);
  const { kind, url } = given as { kind: ServerProfile['kind']; url: unknown };
  const named = { id, name: String(given['name']), kind, url: typeof url === 'string' ? url : null };
  const known = current.profiles.find((profile): profile is ServerProfile => {
    return profile.kind !== 'loopback' && profile.id === id && profile.kind === given['kind'];
  });
  const profile: Record<string, unknown> = {
    ...given,
    iceServers: mapArray(given['iceServers'], (server, index) => {
      if (!isPlainObject(server) || 'credential' in server) return server;
      const { url, username } = server;
      if (typeof url !== 'string' || !isTurn(url)) return { ...server, credential: '' };
      const credential = known?.iceServers.find(
        (each) => each.url === url && each.username === username,
      )?.credential;
      if (credential === undefined) {
        const path = `profiles.${id}.iceServers.${String(index)}.credential`;
        missing.push({ path, profile: named, iceUrl: url, isRequired: true });
      }
      return { url, username, credential: credential ?? placeholder };
    }),
  };
  const member = secretMember(given['kind']);
  if (member === null || member.name in given) return profile;
  const secret = known && known.url === given['url'] ? secretOf(known) : undefined;
  if (secret === undefined) {
    const path = `profiles.${id}.${member.name}`;
    missing.push({ path, profile: named, iceUrl: null, isRequired: member.isRequired });
  }
  profile[member.name] = secret ?? (member.isRequired ? placeholder : '');
  return profile;
}

function completed(
  settings: Settings,
  missing: readonly MissingCredential[],
  entered: ReadonlyMap<string, string>,
): Settings {
  const required = new Map(missing.map(({ path, isRequired }) => [path, isRequired]));
  const profiles = settings.profiles.flatMap((profile): Profile[] => {
    if (profile.kind === 'loopback') return [profile];
    const iceServers = profile.iceServers.flatMap((server, index): IceServer[] => {
      const path = `profiles.${profile.id}.iceServers.${String(index)}.credential`;
      if (!required.has(path)) return [server];
      const credential = entered.get(path) ?? '';
      return credential === '' && isTurn(server.url) ? [] : [{ ...server, credential }];
    });
    const member = secretMember(profile.kind);
    const path = `profiles.${profile.id}.${member?.name ?? ''}`;
    if (member === null || !required.has(path)) return [{ ...profile, iceServers }];
    const secret = entered.get(path) ?? '';
    return secret === '' && member.isRequired ? [] : [withSecret({ ...profile, iceServers }, secret)];
  });
  const kept = profiles.length > 0 ? profiles : defaultSettings().profiles;
  const active = kept.find(({ id }) => id === settings.activeProfileId) ?? kept[0];
  return { ...settings, profiles: kept, activeProfileId: active?.id ?? settings.activeProfileId };
}

function mapArray(value: unknown, map: (each: unknown, index: number) => unknown): unknown {
  return Array.isArray(value) ? (value as unknown[]).map(map) : value;
}
