import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  iceServerProblem,
  turnTransport,
  withTransport,
} from '../../../../utils/domain/profiles/ice-server.ts';
import { parseTurnRest } from '../../../../utils/domain/profiles/turn-rest.ts';

const credentials = { username: '1900000000:me', credential: 'secret' };
const turn = { url: 'turn:relay.example:3478?transport=udp', ...credentials };

describe('what a TURN REST service answers', () => {
  it.each<[string, unknown]>([
    [
      'in the draft’s own form',
      { username: credentials.username, password: 'secret', ttl: 600, uris: [turn.url] },
    ],
    ['as ICE servers', { iceServers: [{ urls: turn.url, ...credentials }] }],
    [
      'as Amazon’s KVS',
      { IceServerList: [{ Uris: [turn.url], Username: credentials.username, Password: 'secret', Ttl: 300 }] },
    ],
    ['with the credentials around the list', { ...credentials, iceServers: [{ urls: turn.url }] }],
    ['with the credentials in an object of their own', { urls: turn.url, credentials }],
    ['as plain addresses', { ...credentials, servers: [turn.url] }],
    ['as JSON in a text', { body: JSON.stringify([{ urls: turn.url, ...credentials }]) }],
    ['as addresses in lists of lists', { iceServers: [{ urls: [[turn.url]], ...credentials }] }],
    ['as addresses in objects', { iceServers: [{ urls: [{ url: turn.url }], ...credentials }] }],
    [
      'by names that say what they are for',
      { turn_uri: turn.url, turnUsername: credentials.username, turn_password: 'secret' },
    ],
    [
      'in parts, as XMPP has them',
      {
        services: [
          {
            type: 'turn',
            host: turn.url.replace(/^turn:/, ''),
            username: credentials.username,
            password: 'secret',
          },
        ],
      },
    ],
    ['as one ICE server', { iceServers: { urls: [turn.url], ...credentials } }],
    ['as ice_servers', { ice_servers: [{ url: turn.url, ...credentials }] }],
    ['as a list', [{ urls: [turn.url], ...credentials }]],
    ['as xirsys', { s: 'ok', v: { iceServers: { urls: [turn.url], ...credentials } } }],
    ['as xirsys once did', { s: 200, p: '/_turn', d: { iceServers: [{ url: turn.url, ...credentials }] } }],
    ['as Cloudflare', { iceServers: { urls: [turn.url], ...credentials } }],
    ['as Metered', [{ urls: turn.url, ...credentials }]],
    [
      'as Twilio, which writes each address twice, and the credentials thrice',
      {
        account_sid: 'AC1',
        username: credentials.username,
        password: 'secret',
        ttl: '86400',
        ice_servers: [{ url: turn.url, urls: turn.url, ...credentials }],
      },
    ],
    ['as Pipecat', { sessionId: 'x', iceConfig: { iceServers: [{ urls: [turn.url], ...credentials }] } }],
    [
      'as the draft, with its list under another name',
      { urls: [turn.url], username: credentials.username, password: 'secret' },
    ],
    [
      'in data of a wrapper',
      { ok: true, data: { result: { servers: [{ uris: turn.url, ...credentials }] } } },
    ],
  ])('%s is read', (_name, answer) => {
    expect(parseTurnRest(answer)).toEqual({ servers: [turn], leftOut: [] });
  });

  it('may name addresses alone, and user names that are null', () => {
    const list = [{ urls: 'stun:a.example', username: null, credential: null }, 'stun:b.example'];
    expect(parseTurnRest({ iceServers: list })?.servers.map(({ url }) => url)).toEqual([
      'stun:a.example',
      'stun:b.example',
    ]);
  });

  it.each<[string, unknown, string]>([
    ['another kind of address', { urls: 'https://evil.example' }, 'https://evil.example'],
    ['an address that is a number', { urls: 5 }, '5'],
    ['no credentials', { urls: 'turn:b.example' }, 'turn:b.example'],
    ['null for an address', { url: null, ...credentials }, 'null'],
    [
      'a credential that is no text',
      { urls: 'turn:b.example', username: 'me', credential: { toString: 1 } },
      'turn:b.example',
    ],
  ])('leaves out an entry with %s, and names it', (_name, bad, named) => {
    const list = parseTurnRest([bad, { urls: turn.url, ...credentials }]);
    expect(list?.servers).toEqual([turn]);
    expect(list?.leftOut.map(({ url }) => url)).toEqual([named]);
  });

  it('gives a STUN server no credentials, whatever was sent along', () => {
    expect(parseTurnRest([{ urls: ['stun:stun.example', turn.url], ...credentials }])?.servers).toEqual([
      { url: 'stun:stun.example', username: '', credential: '' },
      turn,
    ]);
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['an error', { error: 'no such key' }],
    ['an empty list', []],
    ['a TURN server without credentials', [{ urls: turn.url }]],
    ['a credential that is no text', [{ urls: turn.url, username: 'me', credential: { toString: 1 } }]],
    ['a prototype', JSON.parse('{"__proto__":{"iceServers":[]}}')],
  ])('gives no server where it is %s', (_name, answer) => {
    expect(parseTurnRest(answer)).toBeNull();
  });

  it('never gives a server that a profile would refuse, whatever comes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (answer) => {
        const servers = parseTurnRest(answer)?.servers ?? [];
        expect(servers.map(iceServerProblem).filter((problem) => problem !== null)).toEqual([]);
      }),
    );
  });
});

describe('the transport of a TURN address', () => {
  it.each([
    ['turn:relay.example', '', 'tcp', 'turn:relay.example?transport=tcp'],
    ['turn:relay.example:3478?transport=udp', 'udp', '', 'turn:relay.example:3478'],
    ['turns:relay.example?transport=TCP', 'tcp', 'udp', 'turns:relay.example?transport=udp'],
  ] as const)('of %s is read and changed', (url, before, after, changed) => {
    expect(turnTransport(url)).toBe(before);
    expect(withTransport(url, after)).toBe(changed);
  });
});
