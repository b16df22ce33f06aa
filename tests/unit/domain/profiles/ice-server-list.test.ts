import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { mendIceUrl, toRtcIceServer, type IceServer } from '../../../../utils/domain/profiles/ice-server.ts';
import { mostIceServers } from '../../../../utils/domain/profiles/ice-server.ts';
import { sortIceServers } from '../../../../utils/domain/profiles/ice-server-list.ts';
import { anyIceServer as anything, goodIceServer as good } from '../../../support/drawn-ice-servers.ts';
import { createRealPeers } from '../../signalling/real-peers.ts';

const peers = createRealPeers();
afterEach(() => peers.closeAll());

const credentials = { username: '1900000000:me', credential: 'secret' };
const stun = (url: string): IceServer => ({ url, username: '', credential: '' });
const turn = (url: string): IceServer => ({ url, ...credentials });

describe('the address of an ICE server', () => {
  it.each([
    ['stun:stun.example:3478', 'stun:stun.example:3478'],
    ['stun:stun.example?transport=udp', 'stun:stun.example'],
    ['stun:stun.example:3478?transport=tcp', 'stun:stun.example:3478'],
    ['STUN:Stun.Example', 'stun:stun.example'],
    ['stun://stun.example:19302', 'stun:stun.example:19302'],
    [' turn:turn.example ', 'turn:turn.example'],
    ['turn:turn.example?TRANSPORT=udp', 'turn:turn.example?transport=udp'],
    ['turns:turn.example:443?transport=TCP', 'turns:turn.example:443?transport=tcp'],
    ['turn://turn.example/?transport=tcp', 'turn:turn.example?transport=tcp'],
    ['stun:münchen.example', 'stun:xn--mnchen-3ya.example'],
    ['turn:[2001:DB8::1]:3478', 'turn:[2001:db8::1]:3478'],
    ['stun:a_b.example', 'stun:a_b.example'],
  ])('%s is used as %s', (written, used) => {
    expect(mendIceUrl(written)).toBe(used);
  });

  it.each([
    'stun:exa"mple',
    'stun:a|b',
    'stun:a^b',
    'stun:a`b',
    'stun:a{b}',
    String.raw`stun:a\b`,
    'stun:a b',
    'stun:a<b',
    'stun:',
    'stun:a:3478/x',
    'stun:[::zz]',
    'stun:mün"chen.example',
    'turn:turn.example?transport=tls',
    'turn:turn.example?',
    'turn:turn.example?x=1',
    'turn:user@turn.example',
    'https://turn.example',
    'wss:turn.example',
    '',
  ])('%s is none', (written) => {
    expect(mendIceUrl(written)).toBeNull();
  });
});

describe('of a list of ICE servers', () => {
  it.each<[string, IceServer, string]>([
    ['an address that is none', stun('stun:exa"mple'), 'ice-url-invalid'],
    ['a port that is none', turn('turn:turn.example:65536'), 'ice-url-invalid'],
    ['a TURN server without credentials', stun('turn:turn.example'), 'turn-credential-missing'],
    [
      'a user name of more than 509 bytes',
      { ...turn('turn:turn.example'), username: 'é'.repeat(255) },
      'turn-username-long',
    ],
  ])('%s is left out alone, with its reason', (_, bad, problem) => {
    const good = [stun('stun:stun.example'), turn('turn:turn.example:443?transport=tcp')];
    expect(sortIceServers([bad, ...good])).toEqual({ servers: good, leftOut: [{ url: bad.url, problem }] });
  });

  it('a user name of 509 bytes is used', () => {
    const long = { ...turn('turn:turn.example'), username: 'x'.repeat(509) };
    expect(sortIceServers([long]).servers).toEqual([long]);
  });

  it('a STUN server is used without the credentials that came with it', () => {
    expect(sortIceServers([{ ...turn('stun:stun.example') }]).servers).toEqual([stun('stun:stun.example')]);
  });

  it('one server is used once, in whichever spelling it comes again', () => {
    const { servers, leftOut } = sortIceServers([turn('turn:t.example'), turn('TURN:T.example')]);
    expect({ servers, leftOut }).toEqual({ servers: [turn('turn:t.example')], leftOut: [] });
  });

  it('those on port 53 are left out where their host serves the same on another port', () => {
    // The list that Cloudflare gives.
    const { servers, leftOut } = sortIceServers([
      stun('stun:stun.cloudflare.com:3478'),
      stun('stun:stun.cloudflare.com:53'),
      turn('turn:turn.cloudflare.com:3478?transport=udp'),
      turn('turn:turn.cloudflare.com:53?transport=udp'),
      turn('turn:turn.cloudflare.com:80?transport=tcp'),
      turn('turns:turn.cloudflare.com:443?transport=tcp'),
    ]);
    expect(servers).toHaveLength(4);
    expect(leftOut).toEqual(
      ['stun:stun.cloudflare.com:53', 'turn:turn.cloudflare.com:53?transport=udp'].map((url) => ({
        url,
        problem: 'ice-port-53',
      })),
    );
  });

  it.each([
    ['it is the only one', [turn('turn:t.example:53')]],
    ['the other port is another host’s', [turn('turn:t.example:53'), turn('turn:u.example:3478')]],
    ['the other port is for STUN', [turn('turn:t.example:53'), stun('stun:t.example:3478')]],
  ])('one on port 53 is used where %s', (_, list) => {
    expect(sortIceServers(list)).toEqual({ servers: list, leftOut: [] });
  });

  it('those beyond the number that is used are named', () => {
    const many = Array.from({ length: mostIceServers + 2 }, (_, n) => stun(`stun:s${String(n)}.example`));
    const { servers, leftOut } = sortIceServers(many);
    expect(servers).toEqual(many.slice(0, mostIceServers));
    expect(leftOut.map(({ problem }) => problem)).toEqual(['ice-list-long', 'ice-list-long']);
  });
});

it('whatever else is in a list, its good servers are used as without it, and nothing vanishes unseen', () =>
  fc.assert(
    fc.property(fc.array(good, { maxLength: 4 }), fc.array(anything, { maxLength: 6 }), (some, others) => {
      const alone = sortIceServers(some);
      const together = sortIceServers([...others, ...some, ...others]);
      expect(together.servers).toEqual(expect.arrayContaining(alone.servers));
      for (const { url } of [...some, ...others]) {
        const mended = mendIceUrl(url);
        const isTold = together.leftOut.some((each) => each.url === url || each.url === mended);
        expect(isTold || together.servers.some((each) => each.url === mended)).toBe(true);
      }
    }),
  ));

it('what is used of any list is taken by libwebrtc as a whole', () =>
  fc.assert(
    fc.property(fc.array(fc.oneof(good, anything), { maxLength: 6 }), (entries) => {
      const iceServers = sortIceServers(entries).servers.map(toRtcIceServer);
      peers.createPeer({ iceServers }).close();
    }),
    { numRuns: 60 },
  ));
