import { parseSettings, settingsVersion, type Settings } from './settings.ts';
import type { Profile } from '../profiles/profile.ts';
import {
  addProfiles,
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

/** One difference between two settings; `path` as in settings-paths.ts. */
export type SettingsChange =
  | { type: 'value'; path: string; before: unknown; after: unknown }
  | { type: 'profile-added'; path: string; profile: Profile }
  | { type: 'profile-removed'; path: string; profile: Profile }
  /** The profile has another kind, so nothing of it can be compared. */
  | { type: 'profile-replaced'; path: string; profile: Profile }
  | { type: 'profile-field'; path: string; profile: Profile; field: string; before: unknown; after: unknown }
  | { type: 'profiles-reordered'; path: string };

/** The changes that turn `before` into `after`: those of profiles first, then the rest in its order. */
export function settingsChanges(before: Settings, after: Settings): SettingsChange[] {
  const [was, is] = [toLeaves(before), toLeaves(after)];
  const values: SettingsChange[] = [...is].flatMap(([path, value]) =>
    isCovered(path, [profilesPath]) || isSame(was.get(path), value)
      ? []
      : [{ type: 'value' as const, path, before: was.get(path), after: value }],
  );
  return [...profileChanges(before.profiles, after.profiles, was, is), ...values];
}

/**
 * Takes back the changes from `before` to `after`, and only those, in the settings `now`: later changes, here
 * or elsewhere, stay.
 */
export function undoChanges(now: Settings, before: Settings, after: Settings): Settings {
  const [current, was, is] = [toLeaves(now), toLeaves(before), toLeaves(after)];
  for (const path of new Set([...was.keys(), ...is.keys()])) {
    if (path === profilesPath || isSame(was.get(path), is.get(path))) continue;
    if (was.has(path)) current.set(path, was.get(path));
    else current.delete(path);
  }
  const left = undoIds(idsIn(current), idsIn(was), idsIn(is));
  const ids = left.length > 0 ? left : idsIn(was);
  if (left.length === 0) addProfiles(current, before.profiles);
  current.set(profilesPath, ids);
  // The chosen profile may have been deleted since.
  const active = [current.get('activeProfileId'), before.activeProfileId].find((id) =>
    ids.includes(id as string),
  );
  current.set('activeProfileId', active ?? ids[0]);
  const reading = parseSettings(fromLeaves(current, settingsVersion));
  if (!reading.ok) throw new RangeError('what was changed since leaves no way back');
  return reading.settings;
}

function profileChanges(
  before: readonly Profile[],
  after: readonly Profile[],
  was: Leaves,
  is: Leaves,
): SettingsChange[] {
  const changes: SettingsChange[] = [];
  const pathOf = ({ id }: Profile) => `${profilesPath}.${id}`;
  for (const profile of before) {
    if (!idsIn(is).includes(profile.id)) {
      changes.push({ type: 'profile-removed', path: pathOf(profile), profile });
    }
  }
  for (const profile of after) {
    const path = pathOf(profile);
    const fields = fieldsOf(was, profile.id);
    if (fields.size === 0) changes.push({ type: 'profile-added', path, profile });
    else if (fields.get('kind') !== profile.kind) changes.push({ type: 'profile-replaced', path, profile });
    else {
      for (const field of new Set([...fields.keys(), ...fieldsOf(is, profile.id).keys()])) {
        const place = profileField(profile.id, field);
        const [old, now] = [was.get(place), is.get(place)];
        if (isSame(old, now)) continue;
        changes.push({ type: 'profile-field', path: place, profile, field, before: old, after: now });
      }
    }
  }
  const common = (ids: readonly string[], other: readonly string[]) => ids.filter((id) => other.includes(id));
  if (!isSame(common(idsIn(was), idsIn(is)), common(idsIn(is), idsIn(was)))) {
    changes.push({ type: 'profiles-reordered', path: profilesPath });
  }
  return changes;
}

function undoIds(now: readonly string[], was: readonly string[], is: readonly string[]): string[] {
  if (isSame(was, is)) return [...now];
  if (isSame(now, is)) return [...was];
  const ids = now.filter((id) => was.includes(id) || !is.includes(id));
  for (const [index, id] of was.entries()) {
    if (is.includes(id) || ids.includes(id)) continue;
    // A profile is put behind the nearest of those that stood before it.
    const before = was.slice(0, index).findLast((each) => ids.includes(each));
    ids.splice(before === undefined ? 0 : ids.indexOf(before) + 1, 0, id);
  }
  return ids;
}
