import { newProfile } from '../profiles/new-profile.ts';
import { defaultSettings, parseSettings, settingsVersion } from './settings.ts';
import type { SettingsProblem } from '../profiles/settings-problem.ts';
import { profileProblems, type Profile } from '../profiles/profile.ts';
import { isProfileKind } from '../profiles/profile-kinds.ts';
import {
  addProfiles,
  fromLeaves,
  isCovered,
  isPlainObject,
  profilesPath,
  toLeaves,
  type Leaves,
} from './settings-paths.ts';

/**
 * An administrator's policy, as far as it can be read: a part that cannot is a problem, and the rest counts.
 */
export interface Policy {
  /** The preset values by path, as in settings-paths.ts. */
  presets: Leaves;
  /** Paths that the user cannot change; one that has no preset is held at its default. */
  locked: readonly string[];
  problems: readonly SettingsProblem[];
}

export const noPolicy: Policy = { presets: new Map(), locked: [], problems: [] };

/**
 * Reads `{ settings: partial Settings, locked: [path, ...] }` as managed storage gives it. A profile may
 * leave out members for which its kind has a default.
 */
export function parsePolicy({
  settings = {},
  locked = [],
}: {
  settings?: unknown;
  locked?: unknown;
}): Policy {
  const presets = new Map<string, unknown>();
  const problems: SettingsProblem[] = [];
  const defaults = toLeaves(defaultSettings());

  if (isPlainObject(settings)) {
    const { version, profiles, ...rest } = settings;
    // The version tells what the other members mean: in another version, nothing of them is known.
    if (version !== undefined && version !== settingsVersion) {
      return { presets, locked: [], problems: [{ path: 'version', code: 'malformed' }] };
    }
    if (profiles !== undefined) readProfiles(profiles, presets, problems);
    readValues('', rest, defaults, presets, problems);
  } else {
    problems.push({ path: 'settings', code: 'malformed' });
  }
  // A name without an id means the device of that name, whatever the user's own choice was.
  if (presets.has('microphone.label') && !presets.has('microphone.deviceId'))
    presets.set('microphone.deviceId', '');
  const known = [...defaults.keys(), ...presets.keys()];
  return { presets, locked: readLocks(locked, known, problems), problems };
}

function readValues(
  prefix: string,
  values: Record<string, unknown>,
  defaults: Leaves,
  presets: Map<string, unknown>,
  problems: SettingsProblem[],
): void {
  for (const [name, value] of Object.entries(values)) {
    const path = prefix + name;
    const isGroup = [...defaults.keys()].some((each) => each.startsWith(`${path}.`));
    if (isGroup && isPlainObject(value)) {
      readValues(`${path}.`, value, defaults, presets, problems);
    } else if (!defaults.has(path) && !isGroup) {
      problems.push({ path, code: 'setting-unknown' });
    } else if (path === 'activeProfileId' && typeof value === 'string') {
      // Whether there is such a profile depends on the user's own, so the merge decides.
      presets.set(path, value);
    } else {
      const reading = parseSettings(fromLeaves(new Map([...defaults, [path, value]]), settingsVersion));
      const problem = !reading.ok && reading.problem === 'unreadable' ? reading.problems[0] : undefined;
      if (reading.ok) presets.set(path, toLeaves(reading.settings).get(path));
      else problems.push({ path, code: problem?.code ?? 'malformed' });
    }
  }
}

function readProfiles(profiles: unknown, presets: Map<string, unknown>, problems: SettingsProblem[]): void {
  if (!Array.isArray(profiles)) {
    problems.push({ path: profilesPath, code: 'malformed' });
    return;
  }
  const readable: Profile[] = [];
  for (const [index, given] of (profiles as unknown[]).entries()) {
    const path = `${profilesPath}.${String(index)}`;
    const profile = withDefaults(given);
    const found = profileProblems(profile);
    const isTwin = readable.some(({ id }) => id === (profile as Profile).id);
    if (found.length > 0) {
      for (const each of found) {
        problems.push({ ...each, path: each.path ? `${path}.${each.path}` : path });
      }
    } else if (isTwin) {
      problems.push({ path, code: 'profile-duplicate' });
    } else {
      readable.push(profile as Profile);
    }
  }
  // The values as parsed: trimmed, and in one order of members.
  const reading = parseSettings({
    ...defaultSettings(),
    profiles: readable,
    activeProfileId: readable[0]?.id ?? '',
  });
  if (reading.ok) addProfiles(presets, reading.settings.profiles);
}

function withDefaults(given: unknown): unknown {
  if (!isPlainObject(given)) return given;
  const kind = given['kind'];
  return isProfileKind(kind) ? { ...newProfile(kind, '', ''), ...given } : given;
}

const device = ['microphone.deviceId', 'microphone.label'];

function readLocks(locked: unknown, known: readonly string[], problems: SettingsProblem[]): string[] {
  if (!Array.isArray(locked)) {
    problems.push({ path: 'locked', code: 'malformed' });
    return [];
  }
  return (locked as unknown[]).flatMap((path) => {
    // The id and the name of a microphone are one choice.
    if (typeof path === 'string' && device.includes(path)) return device;
    if (typeof path === 'string' && known.some((each) => isCovered(each, [path]))) return path;
    problems.push({ path: typeof path === 'string' ? path : 'locked', code: 'setting-unknown' });
    return [];
  });
}
