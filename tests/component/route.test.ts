import { describe, expect, it } from 'vitest';
import { parseRoute, type Route } from '../../components/options/route.ts';

describe('an address of the options page', () => {
  it.each<[string, Route]>([
    ['', { page: 'history' }],
    ['#', { page: 'history' }],
    ['#/history', { page: 'history' }],
    ['#/nowhere', { page: 'history' }],
    ['#/sessions', { page: 'history' }],
    ['#/sessions/a%20b', { page: 'session', id: 'a b' }],
    ['#/sessions/50%', { page: 'session', id: '50%' }],
    ['#/settings', { page: 'settings', section: null }],
    ['#/settings/watch', { page: 'settings', section: 'watch' }],
    ['#/settings/microphone', { page: 'settings', section: 'microphone' }],
    ['#/settings/nowhere', { page: 'settings', section: null }],
    ['#/settings/profiles', { page: 'settings', section: null }],
    ['#/settings/profiles/studio', { page: 'profile', id: 'studio' }],
    ['#/settings/profiles/new', { page: 'profile', id: 'new' }],
    ['#/settings/profiles/new/whip', { page: 'new-profile', kind: 'whip' }],
    ['#/settings/profiles/new/nothing', { page: 'profile', id: 'new' }],
  ])('%s leads to %o', (hash, route) => {
    expect(parseRoute(hash)).toEqual(route);
  });
});
