import type * as v from 'valibot';
import type { SettingPath } from './setting-paths.ts';
import {
  defaultSettings,
  parseSettings,
  settingsSchema,
  settingsVersion,
  type Settings,
} from './settings.ts';
import { fromLeaves, isCovered, profilesPath, toLeaves } from './settings-paths.ts';

/**
 * How a setting is entered: a boolean by a check box, a picklist by its choices, a number within its range, and a number that
 * may be null by a check box with that number; `own` has a part of the page for itself.
 */
export type SettingField =
  | { entry: 'check' | 'own' }
  | { entry: 'choice'; choices: readonly string[] }
  | { entry: 'number'; lowest: number; highest: number }
  | { entry: 'limit'; lowest: number; highest: number; suggested: number };

/** The schemas of settings, with and without the checks that follow them. */
type Known =
  | v.BooleanSchema<string>
  | v.StringSchema<string>
  | v.PicklistSchema<readonly string[], string>
  | (v.NumberSchema<string> & { pipe: readonly { type: string; requirement?: number }[] })
  | v.NullableSchema<v.GenericSchema, undefined>
  | v.OptionalSchema<v.GenericSchema, undefined>
  | v.StrictObjectSchema<v.ObjectEntries, string>;

/** The value suggested for a limit that is off by default, as a multiple of the lowest. */
const suggestedTimes = 30;

/** How the setting at a path is entered, as its row of the table says. */
export function settingField(path: SettingPath): SettingField {
  let schema: unknown = settingsSchema;
  let isNullable = false;
  for (const name of [...path.split('.'), '']) {
    for (let known = schema as Known; 'wrapped' in known; known = schema as Known) {
      isNullable ||= known.type === 'nullable';
      schema = known.wrapped;
    }
    if (name !== '') schema = (schema as v.StrictObjectSchema<v.ObjectEntries, string>).entries[name];
  }
  const known = schema as Known;
  if (known.type === 'boolean') return { entry: 'check' };
  if (known.type === 'picklist') return { entry: 'choice', choices: known.options };
  if (known.type !== 'number') return { entry: 'own' };
  const bound = (type: string) => known.pipe.find((check) => check.type === type)?.requirement ?? 0;
  const range = { lowest: bound('min_value'), highest: bound('max_value') };
  if (!isNullable) return { entry: 'number', ...range };
  const usual = toLeaves(defaultSettings()).get(path);
  return {
    entry: 'limit',
    ...range,
    suggested: typeof usual === 'number' ? usual : range.lowest * suggestedTimes,
  };
}

/**
 * The settings of a group such as `watch`, in the order of the table; those of no group for an empty name. The profiles and the
 * choice among them have a page of their own.
 */
export function settingsOfGroup(group: string): SettingPath[] {
  const paths = [...toLeaves(defaultSettings()).keys()] as SettingPath[];
  return paths.filter(
    (path) =>
      !isCovered(path, [profilesPath, 'activeProfileId']) &&
      path.slice(0, Math.max(0, path.indexOf('.'))) === group,
  );
}

/** The settings with another value at a path; unchanged where the value does not fit there. */
export function withSetting(settings: Settings, path: SettingPath, value: unknown): Settings {
  const reading = parseSettings(fromLeaves(toLeaves(settings).set(path, value), settingsVersion));
  return reading.ok ? reading.settings : settings;
}
