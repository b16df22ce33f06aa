import type { Failure } from '../../utils/domain/failure/failure.ts';
import { failureSchema } from '../../utils/domain/failure/failure-table.ts';
import * as v from 'valibot';
import { isProfileKind, type ProfileKind } from '../../utils/domain/profiles/profile-kinds.ts';
import { parseFilters, type HistoryFilters } from './history-filters.ts';

/** The sections of the settings, in the order of the rail: what is used every day first, what experts need last. */
export const settingsSections = [
  'profiles',
  'microphone',
  'recovery',
  'attention',
  'behaviour',
  'shortcuts',
  'history',
  'recording',
  'transcript',
  'transfer',
  'watch',
  'about',
] as const;
export type SettingsSection = (typeof settingsSections)[number];

/** The options page's place, of a session perhaps with a moment in epoch milliseconds; part of the address, so that other pages can lead there. */
export type Route =
  | { page: 'history'; filters: HistoryFilters }
  | { page: 'session'; id: string; at?: number }
  | { page: 'settings'; section: SettingsSection | null }
  | { page: 'add-profile' }
  | { page: 'profile'; id: string; failure?: Failure }
  | { page: 'new-profile'; kind: ProfileKind };

/** The place that a hash such as `#/sessions/<id>` names; the history for any unknown hash. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#?\/?/, '').split('?', 2);
  const [first, second, third, fourth] = path.split('/');
  if (first === 'sessions' && second) {
    const at = Number(new URLSearchParams(query).get('at'));
    return { page: 'session', id: decode(second), ...(at > 0 && Number.isFinite(at) && { at }) };
  }
  if (first !== 'settings')
    return { page: 'history', filters: parseFilters(first === 'history' ? query : '') };
  if (second === 'add') return { page: 'add-profile' };
  if (second !== 'profiles' || !third) {
    return { page: 'settings', section: settingsSections.find((section) => section === second) ?? null };
  }
  if (third === 'new' && isProfileKind(fourth)) return { page: 'new-profile', kind: fourth };
  const failure = failureOf(decode(query));
  return { page: 'profile', id: decode(third), ...(failure && { failure }) };
}

/** The failure that led to a profile's form, as its address carries it; null where it is none. */
function failureOf(text: string): Failure | null {
  try {
    const parsed = v.safeParse(failureSchema, JSON.parse(text));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // An address typed by hand may have a stray percent sign.
    return part;
  }
}
