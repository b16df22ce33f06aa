import { describe, expect, it } from 'vitest';
import { noFilters } from '../../components/navigation/history-filters.ts';
import { parseRoute, type Route } from '../../components/navigation/route.ts';

describe('an address of the options page', () => {
  it.each<[string, Route]>([
    ['', { page: 'history', filters: noFilters }],
    ['#', { page: 'history', filters: noFilters }],
    ['#/history', { page: 'history', filters: noFilters }],
    ['#/history?outcome=failed', { page: 'history', filters: { ...noFilters, outcome: 'failed' } }],
    ['#/nowhere', { page: 'history', filters: noFilters }],
    ['#/sessions', { page: 'history', filters: noFilters }],
    ['#/sessions/a%20b', { page: 'session', id: 'a b' }],
    ['#/sessions/a?at=1795378276795', { page: 'session', id: 'a', at: 1_795_378_276_795 }],
    ['#/sessions/a?at=soon', { page: 'session', id: 'a' }],
    ['#/sessions/a?at=', { page: 'session', id: 'a' }],
    ['#/sessions/50%', { page: 'session', id: '50%' }],
    ['#/settings', { page: 'settings', section: null }],
    ['#/settings/watch', { page: 'settings', section: 'watch' }],
    ['#/settings/microphone', { page: 'settings', section: 'microphone' }],
    ['#/settings/nowhere', { page: 'settings', section: null }],
    ['#/settings/profiles', { page: 'settings', section: 'profiles' }],
    ['#/settings/add', { page: 'add-profile' }],
    ['#/settings/profiles/studio', { page: 'profile', id: 'studio' }],
    [
      `#/settings/profiles/studio?${encodeURIComponent('{"reason":"server-redirected","origin":"https://a","said":"100% ?/"}')}`,
      {
        page: 'profile',
        id: 'studio',
        failure: { reason: 'server-redirected', origin: 'https://a', said: '100% ?/' },
      },
    ],
    ['#/settings/profiles/studio?nothing', { page: 'profile', id: 'studio' }],
    ['#/settings/profiles/studio?%', { page: 'profile', id: 'studio' }],
    ['#/settings/profiles/studio?{"reason":"nothing"}', { page: 'profile', id: 'studio' }],
    ['#/settings/profiles/studio?{"reason":"server-redirected"}', { page: 'profile', id: 'studio' }],
    ['#/settings/profiles/new', { page: 'profile', id: 'new' }],
    ['#/settings/profiles/new/whip', { page: 'new-profile', kind: 'whip' }],
    ['#/settings/profiles/new/nothing', { page: 'profile', id: 'new' }],
  ])('%s leads to %o', (hash, route) => {
    expect(parseRoute(hash)).toEqual(route);
  });
});
