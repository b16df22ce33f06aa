import type * as v from 'valibot';
import { settingsSchema, type Settings } from './settings.ts';

/** The path of every setting but a profile's, such as `watch.errorThreshold`. */
export type SettingPath = PathIn<Omit<Settings, 'version' | 'profiles'>>;

type Given<Value> = Exclude<Value, null | undefined>;
type PathIn<Values, Before extends string = ''> = {
  [Name in keyof Values & string]: Given<Values[Name]> extends object
    ? PathIn<Given<Values[Name]>, `${Before}${Name}.`>
    : `${Before}${Name}`;
}[keyof Values & string];

/** What a setting may be. */
export type SettingAt<Path extends string, Values = Settings> = Path extends `${infer Group}.${infer Rest}`
  ? Group extends keyof Values
    ? SettingAt<Rest, Given<Values[Group]>>
    : never
  : Path extends keyof Values
    ? Values[Path]
    : never;

/** The settings that are one of a few words. */
export type ChoicePath = {
  [Path in SettingPath]: Given<SettingAt<Path>> extends string
    ? string extends Given<SettingAt<Path>>
      ? never
      : Path
    : never;
}[SettingPath];

/** The settings that may be null. */
export type NullablePath = {
  [Path in SettingPath]: null extends SettingAt<Path> ? Path : never;
}[SettingPath];

/** Whether a setting is one of a few words. */
export function isChoicePath(path: SettingPath): path is ChoicePath {
  let schema: unknown = settingsSchema;
  for (const name of path.split('.'))
    schema = bare((schema as { entries: Record<string, unknown> }).entries[name]);
  return (schema as v.GenericSchema).type === 'picklist';
}

/** A schema without what lets it be left out or null. */
function bare(schema: unknown): unknown {
  return typeof schema === 'object' && schema !== null && 'wrapped' in schema ? bare(schema.wrapped) : schema;
}
