import * as v from 'valibot';
import type { iceServerProblem } from './ice-server.ts';
import type { serverUrlProblem } from './server-url.ts';

/** What is wrong with one field: a key for the words, never a sentence itself. */
export type SettingsProblemCode =
  | ReturnType<typeof serverUrlProblem>
  | ReturnType<typeof iceServerProblem>
  | 'name-empty'
  | 'text-too-long'
  | 'number-range'
  | 'choice-unknown'
  | 'profile-unknown'
  | 'profile-duplicate'
  | 'credential-empty'
  | 'setting-unknown'
  | 'malformed';

/** What is wrong with settings, as data: the words are the views'. */
export interface SettingsProblem {
  /** Where, e.g. `profiles.0.url`; empty for the whole. */
  path: string;
  code: NonNullable<SettingsProblemCode>;
}

/** The problem that one issue of valibot tells. */
export function toProblem(issue: v.BaseIssue<unknown>): SettingsProblem {
  // Every check of the schemas carries a code as its message; valibot's own sentences appear only for unknown keys.
  const code = /^[a-z]+(-[a-z]+)*$/.test(issue.message) ? issue.message : 'malformed';
  return { path: v.getDotPath(issue) ?? '', code: code as SettingsProblem['code'] };
}
