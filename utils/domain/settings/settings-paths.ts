import type { Settings } from './settings.ts';
import type { Profile } from '../profiles/profile.ts';

/**
 * Settings as values by path: `watch.errorThreshold`; `profiles.<id>.url` for a profile's field, wherever the
 * profile stands in the list; `profiles` for the ids in their order. Settings are compared, merged and undone
 * path by path.
 */
export type Leaves = ReadonlyMap<string, unknown>;

export const profilesPath = 'profiles';

/**
 * The values of settings by path, without the version, which belongs to the format and not to the settings.
 */
export function toLeaves({ version: _, profiles, ...rest }: Settings): Map<string, unknown> {
  const leaves = new Map<string, unknown>();
  addLeaves(leaves, '', rest);
  addProfiles(leaves, profiles);
  return leaves;
}

/**
 * Values by path as a plain object, which the caller has to parse. A profile that is not in the order is left
 * out.
 */
export function fromLeaves(leaves: Leaves, version: number): Record<string, unknown> {
  const settings: Record<string, unknown> = { version };
  for (const [path, value] of leaves) {
    if (path === profilesPath || path.startsWith(`${profilesPath}.`)) continue;
    const names = path.split('.');
    const last = names.pop() ?? '';
    let place = settings;
    for (const name of names) place = (place[name] ??= {}) as Record<string, unknown>;
    place[last] = value;
  }
  settings[profilesPath] = idsIn(leaves).map((id) => Object.fromEntries(fieldsOf(leaves, id)));
  return settings;
}

/** Adds the order of profiles and all their fields. */
export function addProfiles(leaves: Map<string, unknown>, profiles: readonly Profile[]): void {
  leaves.set(
    profilesPath,
    profiles.map(({ id }) => id),
  );
  for (const profile of profiles) {
    for (const [field, value] of Object.entries(profile)) leaves.set(profileField(profile.id, field), value);
  }
}

/** The ids of the profiles, in their order. */
export function idsIn(leaves: Leaves): readonly string[] {
  return (leaves.get(profilesPath) ?? []) as readonly string[];
}

/** The fields of one profile by name; empty where there is no such profile. */
export function fieldsOf(leaves: Leaves, id: string): Map<string, unknown> {
  const prefix = profileField(id, '');
  const fields = new Map<string, unknown>();
  for (const [path, value] of leaves)
    if (path.startsWith(prefix)) fields.set(path.slice(prefix.length), value);
  return fields;
}

/** The path of a profile's field; with an empty `field`, the beginning of the paths of all its fields. */
export function profileField(id: string, field: string): string {
  return `${profilesPath}.${id}.${field}`;
}

/** Whether a path is one of `paths`, or lies below one. */
export function isCovered(path: string, paths: readonly string[]): boolean {
  return paths.some((each) => path === each || path.startsWith(`${each}.`));
}

/**
 * Whether two values are equal. Settings are plain JSON and always parsed, so their members always have the
 * same order.
 */
export function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function addLeaves(leaves: Map<string, unknown>, prefix: string, values: object): void {
  for (const [name, value] of Object.entries(values) as [string, unknown][]) {
    if (isPlainObject(value)) addLeaves(leaves, `${prefix}${name}.`, value);
    else leaves.set(prefix + name, value);
  }
}

export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
