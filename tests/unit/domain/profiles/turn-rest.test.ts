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
    ['as one ICE server', { iceServers: { urls: [turn.url], ...credentials } }],
    ['as ice_servers', { ice_servers: [{ url: turn.url, ...credentials }] }],
    ['as a list', [{ urls: [turn.url], ...credentials }]],
  ])('%s is read', (_name, answer) => {
    expect(parseTurnRest(answer)).toEqual([turn]);
  });

  it('gives a STUN server no credentials, whatever was sent along', () => {
    expect(parseTurnRest([{ urls: ['stun:stun.example', turn.url], ...credentials }])).toEqual([
      { url: 'stun:stun.example', username: '', credential: '' },
      turn,
    ]);
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['an error', { error: 'no such key' }],
    ['an empty list', []],
    [
      'a list with one that cannot be used',
      [{ urls: turn.url, ...credentials }, { urls: 'https://evil.example' }],
    ],
    ['a TURN server without credentials', [{ urls: turn.url }]],
    ['a credential that is no text', [{ urls: turn.url, username: 'me', credential: { toString: 1 } }]],
    [
      'more servers than a profile takes',
      Array.from({ length: 33 }, () => ({ urls: turn.url, ...credentials })),
    ],
    ['a prototype', JSON.parse('{"__proto__":{"iceServers":[]}}')],
  ])('is refused as a whole where it is %s', (_name, answer) => {
    expect(parseTurnRest(answer)).toBeNull();
  });

  it('never gives a server that a profile would refuse, whatever comes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (answer) => {
        const servers = parseTurnRest(answer) ?? [];
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
