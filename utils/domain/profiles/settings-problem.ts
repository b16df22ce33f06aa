import * as v from 'valibot';
import type { iceServerProblem } from './ice-server.ts';
import type { LeftOutIceServer } from './ice-server-list.ts';
import type { serverUrlProblem } from './server-url.ts';

/** The code of a problem with one field: a key for words, never a sentence. */
export type SettingsProblemCode =
  | ReturnType<typeof serverUrlProblem>
  | ReturnType<typeof iceServerProblem>
  | LeftOutIceServer['problem']
  | 'name-empty'
  | 'text-too-long'
  | 'number-range'
  | 'choice-unknown'
  | 'profile-unknown'
  | 'profile-duplicate'
  | 'credential-empty'
  | 'token-characters'
  | 'username-colon'
  | 'setting-unknown'
  | 'malformed';

/** A problem with settings, as data; the views put it into words. */
export interface SettingsProblem {
  /** The path of the value, e.g. `profiles.0.url`; empty for the whole. */
  path: string;
  code: NonNullable<SettingsProblemCode>;
}

/** Turns an issue of valibot into a problem. */
export function toProblem(issue: v.BaseIssue<unknown>): SettingsProblem {
  // Every check of the schemas has a code as its message; valibot's own sentences appear only for unknown
  // keys.
  const code = /^[a-z]+(-[a-z]+)*$/.test(issue.message) ? issue.message : 'malformed';
  return { path: v.getDotPath(issue) ?? '', code: code as SettingsProblem['code'] };
}
