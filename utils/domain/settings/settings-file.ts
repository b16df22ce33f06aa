import { isTurn, mostIceServers, type IceServer } from '../profiles/ice-server.ts';
import { defaultSettings, mostProfiles, parseSettings, type Settings } from './settings.ts';
import type { SettingsProblem } from '../profiles/settings-problem.ts';
import { isProfileKind, type BatchEndpoint, type ProfileKind } from '../profiles/profile-kinds.ts';
import { secretMember, secretOf, withSecret, withUsername } from '../profiles/profile-secrets.ts';
import { profileProblems, usernameOf, type Profile, type ServerProfile } from '../profiles/profile.ts';
import { hiddenPart, isMasked, maskedUrl, standInFor } from '../profiles/masked-url.ts';
import { isPlainObject } from './settings-paths.ts';

/**
 * Bytes of the largest file that is read: settings as large as `storage.local` can hold (10 MB), laid out for
 * people, fit.
 */
export const longestFile = 24 * 1024 * 1024;

/**
 * A credential, a user name or a secret address that a file was exported without, and that this browser does
 * not have either.
 */
export interface MissingCredential {
  /** The path: `profiles.<id>.token`, `profiles.<id>.username`, `profiles.<id>.url`, `profiles.<id>.batch.url`, or `profiles.<id>.iceServers.<n>.credential`. */
  path: string;
  what: 'secret' | 'address' | 'username';
  /** The profile, as the file has it. */
  profile: { id: string; name: string; kind: ProfileKind; url: string | null };
  /** The TURN server or batch endpoint that it is for; null where it is the profile's own. */
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

/**
 * The settings as a file; without credentials, those that are not empty are left out, the user names of TURN
 * servers with them, and placeholders stand for other user names and for what may be a stream key in an address.
 */
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
  const tooMany = findTooMany(read['profiles']);
  if (tooMany) return { ok: false, problem: 'unreadable', problems: [tooMany] };
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
  const iceServers = profile.iceServers.map((server) => (isTurn(server.url) ? { url: server.url } : server));
  const member = secretMember(profile.kind);
  const isLeftOut = member !== null && (member.isRequired || secretOf(profile) !== '');
  const bare = withUsername(profile, usernameOf(profile) && hiddenPart);
  const batch = profile.batch && { batch: withoutToken(profile.batch) };
  const members = Object.entries({ ...bare, url: maskedUrl(profile.url), iceServers, ...batch });
  return Object.fromEntries(members.filter(([name]) => !isLeftOut || name !== member.name));
}

function withoutToken({ token, ...batch }: BatchEndpoint): object {
  return { ...batch, url: maskedUrl(batch.url), ...(token === '' && { token }) };
}

/** A text as it is, and an empty one for what is none: a file may hold objects that no text can be made of. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function filled(given: unknown, current: Settings, missing: MissingCredential[]): unknown {
  if (!isPlainObject(given) || !isProfileKind(given['kind']) || given['kind'] === 'loopback') return given;
  const id = textOf(given['id']);
  const { kind, url } = given as { kind: ServerProfile['kind']; url: unknown };
  const named = { id, name: textOf(given['name']), kind, url: typeof url === 'string' ? url : null };
  const known = current.profiles.find((profile): profile is ServerProfile => {
    return profile.kind !== 'loopback' && profile.id === id && profile.kind === given['kind'];
  });
  const lacks = (path: string, what: MissingCredential['what'], isRequired: boolean, iceUrl: string | null) =>
    missing.push({ path: `profiles.${id}.${path}`, what, profile: named, iceUrl, isRequired });
  const profile: Record<string, unknown> = { ...given };
  if (named.url !== null && isMasked(named.url)) {
    const isSame = known && maskedUrl(known.url) === named.url;
    if (!isSame) lacks('url', 'address', true, null);
    profile['url'] = isSame ? known.url : standInFor(named.url);
  }
  const seen: unknown[] = [];
  profile['iceServers'] = mapArray(given['iceServers'], (server, index) => {
    if (!isPlainObject(server) || 'credential' in server) return server;
    const { url, username } = server;
    if (typeof url !== 'string' || !isTurn(url)) return { ...server, credential: '' };
    // Several entries for one server are told apart by their order alone.
    const before = seen.filter((each) => each === url).length;
    seen.push(url);
    const same = known?.iceServers.filter(
      (each) => each.url === url && (username === undefined || each.username === username),
    );
    const found = same?.[username === undefined ? before : 0];
    if (found) return found;
    if (username === undefined) lacks(`iceServers.${String(index)}.username`, 'username', true, url);
    lacks(`iceServers.${String(index)}.credential`, 'secret', true, url);
    return { url, username: username ?? placeholder, credential: placeholder };
  });
  if (isPlainObject(given['batch'])) {
    const batch: Record<string, unknown> = { ...given['batch'] };
    const masked = typeof batch['url'] === 'string' ? batch['url'] : '';
    if (isMasked(masked)) {
      const isSame = known?.batch && maskedUrl(known.batch.url) === masked;
      if (!isSame) lacks('batch.url', 'address', false, masked);
      batch['url'] = isSame ? known.batch?.url : standInFor(masked);
    }
    if (!('token' in batch)) {
      const isSame = known?.batch && known.batch.url === batch['url'];
      if (!isSame) lacks('batch.token', 'secret', false, masked);
      batch['token'] = isSame ? known.batch?.token : '';
    }
    profile['batch'] = batch;
  }
  const same = known?.url === profile['url'] ? known : undefined;
  if (given['username'] === hiddenPart) {
    if (!same) lacks('username', 'username', false, null);
    profile['username'] = same ? usernameOf(same) : '';
  }
  const member = secretMember(given['kind']);
  if (member === null || member.name in given) return profile;
  const secret = same && secretOf(same);
  if (secret === undefined) lacks(member.name, 'secret', member.isRequired, null);
  profile[member.name] = secret ?? (member.isRequired ? placeholder : '');
  return profile;
}

function completed(
  settings: Settings,
  missing: readonly MissingCredential[],
  entered: ReadonlyMap<string, string>,
): Settings {
  const required = new Set(missing.map(({ path }) => path));
  const profiles = settings.profiles.flatMap((profile): Profile[] => {
    if (profile.kind === 'loopback') return [profile];
    /** What was entered for a member that the file lacks; else what the profile has. */
    const given = (path: string, value: string) =>
      required.has(`profiles.${profile.id}.${path}`)
        ? (entered.get(`profiles.${profile.id}.${path}`) ?? '')
        : value;
    const iceServers = profile.iceServers.flatMap((server, index): IceServer[] => {
      const path = `iceServers.${String(index)}`;
      const username = given(`${path}.username`, server.username);
      const credential = given(`${path}.credential`, server.credential);
      const isLacking = isTurn(server.url) && (username === '' || credential === '');
      return isLacking ? [] : [{ ...server, username, credential }];
    });
    const url = given('url', profile.url).trim();
    const batchUrl = profile.batch && given('batch.url', profile.batch.url).trim();
    const batch = profile.batch &&
      batchUrl !== undefined && {
        // Without its address it is left out.
        batch: batchUrl === '' ? undefined : batchWith(profile.batch, batchUrl, given),
      };
    const named = withUsername(
      { ...profile, url, iceServers, ...batch },
      given('username', usernameOf(profile)).trim(),
    );
    const member = secretMember(profile.kind);
    const whole = member ? withSecret(named, given(member.name, secretOf(profile))) : named;
    return profileProblems(whole).length > 0 ? [] : [whole];
  });
  const kept = profiles.length > 0 ? profiles : defaultSettings().profiles;
  const active = kept.find(({ id }) => id === settings.activeProfileId) ?? kept[0];
  return { ...settings, profiles: kept, activeProfileId: active?.id ?? settings.activeProfileId };
}

function batchWith(
  batch: BatchEndpoint,
  url: string,
  given: (path: string, value: string) => string,
): BatchEndpoint {
  return { ...batch, url, token: given('batch.token', batch.token) };
}

/** Finds a list that is longer than it may be, so that millions of items are not read one by one. */
function findTooMany(profiles: unknown): SettingsProblem | null {
  if (!Array.isArray(profiles)) return null;
  if (profiles.length > mostProfiles) return { path: 'profiles', code: 'malformed' };
  const index = profiles.findIndex(
    (each: unknown) =>
      isPlainObject(each) && Array.isArray(each['iceServers']) && each['iceServers'].length > mostIceServers,
  );
  return index < 0 ? null : { path: `profiles.${String(index)}.iceServers`, code: 'text-too-long' };
}

function mapArray(value: unknown, map: (each: unknown, index: number) => unknown): unknown {
  return Array.isArray(value) ? (value as unknown[]).map(map) : value;
}
