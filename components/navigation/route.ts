import { isProfileKind, type ProfileKind } from '../../utils/domain/profiles/profile-kinds.ts';
import { parseFilters, type HistoryFilters } from './history-filters.ts';

const sections = ['microphone', 'watch', 'history'] as const;
/** A part of the settings that a link may lead to. */
export type SettingsSection = (typeof sections)[number];

/** The options page's place; part of the address, so that other pages can lead there. */
export type Route =
  | { page: 'history'; filters: HistoryFilters }
  | { page: 'session'; id: string }
  | { page: 'settings'; section: SettingsSection | null }
  | { page: 'profile'; id: string }
  | { page: 'new-profile'; kind: ProfileKind };

/** The place that a hash such as `#/sessions/<id>` names; the history for any unknown hash. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#?\/?/, '').split('?', 2);
  const [first, second, third, fourth] = path.split('/');
  if (first === 'sessions' && second) return { page: 'session', id: decode(second) };
  if (first !== 'settings')
    return { page: 'history', filters: parseFilters(first === 'history' ? query : '') };
  if (second !== 'profiles' || !third) {
    return { page: 'settings', section: sections.find((section) => section === second) ?? null };
  }
  return third === 'new' && isProfileKind(fourth)
    ? { page: 'new-profile', kind: fourth }
    : { page: 'profile', id: decode(third) };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // An address typed by hand may have a stray percent sign.
    return part;
  }
}
