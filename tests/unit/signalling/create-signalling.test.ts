import { existsSync, globSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, it, vi } from 'vitest';
import { browserEdges } from '../../../utils/async/edges.ts';
import { profileKinds } from '../../../utils/domain/profiles/profile-kinds.ts';
import type { Profile } from '../../../utils/domain/profiles/profile.ts';
import { createSignalling } from '../../../utils/signalling/create-signalling.ts';
import { createFakeServer, reply } from './fake-server.ts';
import { RealPeerConnection } from './real-peers.ts';
import { unaborted } from './signals.ts';

const common = { id: 'p', name: 'Profile', iceServers: [], iceTransportPolicy: 'all' as const };
const server = { ...common, url: 'https://media.example/', token: '' };

const profiles: [string, Profile, string[]][] = [
  ['loopback', { id: 'p', name: 'Profile', kind: 'loopback' }, []],
  ['WHIP', { ...server, kind: 'whip' }, ['OPTIONS /']],
  ['aiortc', { ...server, kind: 'json-offer', variant: 'aiortc' }, ['OPTIONS /offer']],
  ['Pipecat', { ...server, kind: 'json-offer', variant: 'pipecat' }, ['OPTIONS /api/offer']],
  ['FastRTC', { ...server, kind: 'json-offer', variant: 'fastrtc' }, ['OPTIONS /webrtc/offer']],
  [
    'OpenAI Realtime',
    {
      ...common,
      kind: 'openai-realtime',
      url: 'https://media.example',
      credentialType: 'secret',
      credential: 'ek_1',
      model: '',
      language: '',
    },
    ['OPTIONS /v1/realtime/calls'],
  ],
];

/** The adapter of a profile, over this network alone. */
function signallingOver(fetch: typeof globalThis.fetch, profile: Profile) {
  return createSignalling(profile, {
    ...browserEdges,
    fetch,
    RTCPeerConnection: RealPeerConnection,
    keepalive: 'unproved',
    learned: {},
    onLearned: vi.fn(),
    onIceServerLeftOut: vi.fn(),
    onText: vi.fn(),
    onServerMessage: vi.fn(),
    onWhipSession: vi.fn(),
    granted: [],
    onSessionUrlUnused: vi.fn(),
    playMuted: () => () => undefined,
    listen: () => () => undefined,
  });
}

const adapterOf = (kind: string) => `utils/signalling/${kind}/${kind}-adapter.ts`;

it.each(profileKinds)('the kind %s has its adapter in the file of its name', (kind) => {
  const isThere = existsSync(new URL(`../../../${adapterOf(kind)}`, import.meta.url));
  expect(isThere, `write ${adapterOf(kind)}; copy ${adapterOf('whip')}`).toBe(true);
});

it('there is no adapter for a kind that is not in the table of kinds', () => {
  const folder = new URL('../../../utils/signalling/', import.meta.url);
  const found = globSync('*/*-adapter.ts', { cwd: folder }).map((path) => basename(path, '-adapter.ts'));
  expect(found.sort()).toEqual(profileKinds.toSorted());
});

it.each(profiles)('the adapter for %s exchanges as the profile says', async (_, profile, expected) => {
  const { fetch, lines } = createFakeServer(() => reply(200));
  const signalling = signallingOver(fetch, profile);
  expect(await signalling.warmUp(unaborted)).toBe(true);
  expect(lines()).toEqual(expected);
});

it.each(profiles.slice(1))('a warm-up of %s never rejects and takes 3 s at most', async (_, profile) => {
  vi.useFakeTimers();
  const { fetch } = createFakeServer(() => 'never');
  const signalling = signallingOver(fetch, profile);
  const warm = signalling.warmUp(unaborted);
  await vi.advanceTimersByTimeAsync(3000);
  expect(await warm).toBe(false);
  vi.useRealTimers();
});
