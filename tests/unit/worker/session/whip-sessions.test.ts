import { describe, expect, it } from 'vitest';
import { browserEdges } from '../../../../utils/async/edges.ts';
import { defaultSettings } from '../../../../utils/domain/settings/settings.ts';
import type { Profile } from '../../../../utils/domain/profiles/profile.ts';
import { createWhipSessions } from '../../../../utils/worker/session/whip-sessions.ts';
import { createRequest } from '../../../../utils/signalling/http/http-request.ts';
import { createFakeStorage } from '../../../support/fakes/fake-storage.ts';
import { createFakeServer, reply, type Answer } from '../../signalling/fake-server.ts';

const studio: Profile = {
  id: 'studio',
  name: 'Studio',
  kind: 'whip',
  url: 'https://ingest.example/whip',
  token: 'pomegranate',
  iceServers: [],
  iceTransportPolicy: 'all',
};
const one = { url: 'https://ingest.example/session/1', profileId: 'studio' };
const two = { url: 'https://ingest.example/session/2', profileId: 'studio' };

function world(answer: () => Answer = () => reply(200), profiles: Profile[] = [studio]) {
  const storage = createFakeStorage();
  const server = createFakeServer(answer);
  const settings = { ...defaultSettings(), profiles };
  const sessions = createWhipSessions({
    storage,
    settings: { loadOrDefaults: () => Promise.resolve(settings) },
    request: createRequest({ ...browserEdges, fetch: server.fetch }),
  });
  const urls = async () => (await sessions.open()).map(({ url }) => url);
  const removeAll = async () => sessions.remove(await sessions.open());
  return { sessions, storage, server, urls, removeAll };
}

describe('the sessions open at WHIP servers', () => {
  it('are kept from their opening to their end, once each, however close these come', async () => {
    const { sessions, urls } = world();
    const { opened, closed } = sessions;
    await Promise.all([opened(one), opened(one), opened(two), closed(one.url)]);
    expect(await urls()).toEqual([two.url]);
  });

  it('outlive the worker', async () => {
    const { sessions, storage } = world();
    await sessions.opened(one);
    expect(storage.held).toEqual({ openWhipSessions: [{ ...one, tries: 0 }] });
  });
});

describe('a server that would fill the storage', () => {
  it.each([2049, 100_000])(
    'has no address kept that is longer than any needs to be: %i characters',
    async (length) => {
      const { sessions, urls } = world();
      await sessions.opened({ ...one, url: one.url.padEnd(length, '1') });
      expect(await urls()).toEqual([]);
      await sessions.opened({ ...one, url: one.url.padEnd(2048, '1') });
      expect(await urls()).toHaveLength(1);
    },
  );

  it('has its newest fifty kept', async () => {
    const { sessions, urls } = world();
    for (let id = 1; id <= 120; id += 1)
      await sessions.opened({ ...one, url: `https://ingest.example/session/${String(id)}` });
    const kept = await urls();
    expect(kept).toHaveLength(50);
    expect(kept.at(-1)).toBe('https://ingest.example/session/120');
  });
});

describe('a leftover', () => {
  it.each([200, 204, 404, 410])(
    'gets its DELETE with the profile’s token, and is forgotten: %d',
    async (status) => {
      const { sessions, server, urls, removeAll } = world(() => reply(status));
      await sessions.opened(one);
      await removeAll();
      expect(server.lines()).toEqual(['DELETE /session/1']);
      expect(server.requests[0]?.headers.get('authorization')).toBe('Bearer pomegranate');
      expect(await urls()).toEqual([]);
    },
  );

  it.each<[string, () => Answer]>([
    ['no network', () => new TypeError('Failed to fetch')],
    ['an error of the server', () => reply(503)],
    ['a refusal', () => reply(401)],
  ])('is tried three times, and then forgotten: %s', async (_name, answer) => {
    const { sessions, server, urls, removeAll } = world(answer);
    await sessions.opened(one);
    for (const left of [1, 1, 0]) {
      await removeAll();
      expect(await urls()).toHaveLength(left);
    }
    await removeAll();
    expect(server.requests).toHaveLength(3);
  });

  it('counts its tries also where the worker is ended over one', async () => {
    const { sessions, storage } = world(() => 'never');
    await sessions.opened(one);
    void sessions.remove(await sessions.open());
    await expect.poll(() => storage.held).toEqual({ openWhipSessions: [{ ...one, tries: 1 }] });
  });

  it.each<[string, string, Profile[]]>([
    ['is of another origin than its profile', 'https://elsewhere.example/session/1', [studio]],
    [
      'is of a profile that points elsewhere by now',
      one.url,
      [{ ...studio, url: 'https://other.example/whip' }],
    ],
    ['is of a profile that is gone', one.url, []],
  ])('gets no token where it %s', async (_name, url, profiles) => {
    const { sessions, server, removeAll } = world(undefined, profiles);
    await sessions.opened({ url, profileId: 'studio' });
    await removeAll();
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]?.headers.has('authorization')).toBe(false);
  });
});
