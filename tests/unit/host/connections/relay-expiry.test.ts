import { expect, it } from 'vitest';
import { readMediaStats, type MediaStats } from '../../../../utils/domain/link/media-stats.ts';
import { relayExpiry } from '../../../../utils/host/connections/relay-expiry.ts';
import { whip } from '../live-world.ts';

const turn = { urls: 'turn:relay.example', username: '1800000000:speaker', credential: 'secret' };
const peerConnection = { getConfiguration: () => ({ iceServers: [turn] }) };
const pair = { localType: 'relay', remoteType: 'host', protocol: 'udp', relayProtocol: null } as const;
const relayed: MediaStats = { ...readMediaStats([]), pair, relayUrl: turn.urls };

it('the credentials of a relay in use expire at the time in their user name', () => {
  expect(relayExpiry(peerConnection, whip, relayed)).toEqual({ at: 1.8e12, isOwn: false });
});

it("the credentials are the profile's own where the profile has that server and that user", () => {
  const own = { url: turn.urls, username: turn.username, credential: turn.credential };
  expect(relayExpiry(peerConnection, { ...whip, iceServers: [own] }, relayed)).toMatchObject({ isOwn: true });
});

it.each<[string, MediaStats | null]>([
  ['direct', { ...relayed, pair: { ...pair, localType: 'host' } }],
  ['not measured yet', null],
])('nothing expires on a path that is %s', (_, stats) => {
  expect(relayExpiry(peerConnection, whip, stats)).toBeNull();
});
