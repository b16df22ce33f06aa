import { defaultSettings, parseSettings, settingsVersion, type Settings } from './settings.ts';
import type { SettingsProblem } from '../profiles/settings-problem.ts';
import {
  fieldsOf,
  fromLeaves,
  idsIn,
  isCovered,
  isSame,
  profileField,
  profilesPath,
  toLeaves,
  type Leaves,
} from './settings-paths.ts';
import type { Policy } from './settings-policy.ts';

export interface SettingsSources {
  /** The user's settings as stored; null where none are. */
  user: Settings | null;
  /**
   * The policy's values when the user's settings were saved ({@link inForce}): a value that equals them was
   * never chosen.
   */
  seen: Leaves;
  policy: Policy;
}

export interface MergedSettings {
  settings: Settings;
  /** The parts of the policy that cannot be used. */
  problems: SettingsProblem[];
}

/**
 * Merges settings, each by this order: locked by a policy > chosen by the user > preset by a policy >
 * default. Profiles of a policy stand beside the user's own, unless the list itself is locked.
 */
export function mergeSettings({ user, seen, policy }: SettingsSources): MergedSettings {
  const base = new Map([...toLeaves(defaultSettings()), ...policy.presets]);
  const own = user ? toLeaves(user) : null;
  const isChosen = (path: string) =>
    own !== null && own.has(path) && !(seen.has(path) && isSame(own.get(path), seen.get(path)));

  const merged = new Map<string, unknown>();
  for (const [path, value] of base) {
    if (isCovered(path, [profilesPath])) continue;
    merged.set(path, isChosen(path) && !isCovered(path, policy.locked) ? own?.get(path) : value);
  }
  const ids = mergeIds({ own, seen, policy, base });
  merged.set(profilesPath, ids);
  for (const id of ids) {
    for (const [field, value] of mergeProfile(id, { own, seen, policy, base })) {
      merged.set(profileField(id, field), value);
    }
  }

  const problems: SettingsProblem[] = [];
  const active = merged.get('activeProfileId') as string;
  if (!ids.includes(active)) {
    const preset = base.get('activeProfileId') as string;
    merged.set('activeProfileId', ids.includes(preset) ? preset : ids[0]);
    if (policy.presets.get('activeProfileId') === active)
      problems.push({ path: 'activeProfileId', code: 'profile-unknown' });
  }

  const reading = parseSettings(fromLeaves(merged, settingsVersion));
  if (reading.ok) return { settings: reading.settings, problems };
  // Each part is valid by itself, but together they may be too much, such as too many profiles.
  return { settings: user ?? defaultSettings(), problems: [{ path: 'settings', code: 'malformed' }] };
}

/** The values of a policy by path: its presets, and the defaults of what it locks without a preset. */
export function inForce(policy: Policy): Map<string, unknown> {
  const base = new Map([...toLeaves(defaultSettings()), ...policy.presets]);
  return new Map([...base].filter(([path]) => policy.presets.has(path) || isCovered(path, policy.locked)));
}

/**
 * The values to be remembered as never chosen when settings are saved, by path: what the policy sets, except
 * what the user had chosen before it was locked. Where the policy is not known for sure, values that nobody
 * has chosen are remembered for a preset that is still to come; of profiles only the policy's own are among
 * them, because others would be removed from the list.
 */
export function neverChosen(
  { user, seen, policy }: SettingsSources,
  isPolicyKnown: boolean,
): Map<string, unknown> {
  const isOfProfiles = (path: string) => isCovered(path, [profilesPath]);
  const before = user
    ? seen
    : new Map([...toLeaves(defaultSettings())].filter(([path]) => !isOfProfiles(path)));
  const own = user ? toLeaves(user) : new Map<string, unknown>();
  const isUntouched = (path: string) =>
    own.has(path) && isCovered(path, policy.locked) && !isOfProfiles(path);
  return new Map([
    ...(isPolicyKnown ? [] : before),
    ...[...inForce(policy)].filter(([path]) => !isUntouched(path)),
    ...[...seen].filter(([path]) => isUntouched(path)),
  ]);
}

/**
 * The settings to store after the user has changed merged ones: under a lock, the user's own values stay as
 * they were.
 */
export function toStore(next: Settings, { user, policy }: Omit<SettingsSources, 'seen'>): Settings {
  if (!user || policy.locked.length === 0) return next;
  const own = toLeaves(user);
  const stored = toLeaves(next);
  for (const path of stored.keys()) {
    if (path !== profilesPath && isCovered(path, policy.locked) && own.has(path))
      stored.set(path, own.get(path));
  }
  if (isCovered(profilesPath, policy.locked)) {
    stored.set(profilesPath, [...new Set([...idsIn(stored), ...idsIn(own)])]);
    for (const [path, value] of own)
      if (isCovered(path, [profilesPath]) && !stored.has(path)) stored.set(path, value);
  }
  const reading = parseSettings(fromLeaves(stored, settingsVersion));
  return reading.ok ? reading.settings : next;
}

interface Merging {
  own: Leaves | null;
  seen: Leaves;
  policy: Policy;
  base: Leaves;
}

function mergeIds({ own, seen, policy, base }: Merging): readonly string[] {
  if (!own || isCovered(profilesPath, policy.locked)) return idsIn(base);
  const preset = policy.presets.has(profilesPath) ? idsIn(policy.presets) : [];
  const isWithdrawn = (id: string) =>
    idsIn(seen).includes(id) &&
    !preset.includes(id) &&
    isSame([...fieldsOf(own, id)], [...fieldsOf(seen, id)]);
  const mustBeThere = (id: string) =>
    policy.locked.some((path) => isCovered(path, [`${profilesPath}.${id}`])) ||
    (isCovered('activeProfileId', policy.locked) && base.get('activeProfileId') === id);
  const kept = idsIn(own).filter((id) => !isWithdrawn(id));
  const added = preset.filter((id) => !kept.includes(id) && (!idsIn(seen).includes(id) || mustBeThere(id)));
  const ids = [...kept, ...added];
  return ids.length > 0 ? ids : idsIn(base);
}

function mergeProfile(id: string, { own, seen, policy, base }: Merging): Map<string, unknown> {
  const mine = own ? fieldsOf(own, id) : new Map<string, unknown>();
  const preset = fieldsOf(base, id);
  if (mine.size === 0) return preset;
  if (!policy.presets.has(profileField(id, 'kind'))) return mine;
  const past = fieldsOf(seen, id);
  const isLocked = (field: string) => isCovered(profileField(id, field), policy.locked);
  if (mine.get('kind') !== preset.get('kind')) {
    // The fields of two kinds of profile do not mix.
    return isLocked('kind') || mine.get('kind') === past.get('kind') ? preset : mine;
  }
  const fields = new Map<string, unknown>();
  for (const field of new Set([...preset.keys(), ...mine.keys()])) {
    const isMine = mine.has(field) && !(past.has(field) && isSame(mine.get(field), past.get(field)));
    const from = (isMine && !isLocked(field)) || !preset.has(field) ? mine : preset;
    if (from.has(field) && !(from === mine && isLocked(field))) fields.set(field, from.get(field));
  }
  return fields;
}
