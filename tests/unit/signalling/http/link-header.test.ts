import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mostLinks, readIceServerLinks } from '../../../../utils/signalling/http/link-header.ts';

const serversOf = (header: string) => readIceServerLinks(header).servers;

const stun = { url: 'stun:stun.example.net', username: '', credential: '' };
const turn = { url: 'turn:turn.example.net?transport=udp', username: 'user', credential: 'secret' };
const stunLink = '<stun:stun.example.net>; rel="ice-server"';
const turnLink =
  '<turn:turn.example.net?transport=udp>; rel="ice-server"; username="user"; credential="secret"; credential-type="password"';

describe('ICE servers are read from', () => {
  it.each([
    ['one link', stunLink, [stun]],
    ['several, joined by commas as fetch does', `${stunLink}, ${turnLink}`, [stun, turn]],
    ['several without a blank between', `${stunLink},${turnLink}`, [stun, turn]],
    ['stray commas around them', `, ,${stunLink},, ${turnLink},`, [stun, turn]],
    ['a relation without quotes', '<stun:stun.example.net>;rel=ice-server', [stun]],
    ['a relation in capitals', '<stun:stun.example.net>; REL="ICE-Server"', [stun]],
    ['one relation among several', '<stun:stun.example.net>; rel="next ice-server"', [stun]],
    [
      'parameters in any order',
      '<turn:turn.example.net?transport=udp>; credential=secret; username=user; rel=ice-server',
      [turn],
    ],
    ['blanks around equals signs', '<stun:stun.example.net> ; rel = "ice-server"', [stun]],
    [
      'colons in place of equals signs',
      '<turn:turn.example.net?transport=udp>; rel="ice-server"; username: "user"; credential: "secret"',
      [turn],
    ],
    [
      'STUN with a transport, which has none',
      '<stun:stun.example.net?transport=udp>; rel="ice-server"',
      [stun],
    ],
    ['parameters without a value', '<stun:stun.example.net>; crossorigin; rel="ice-server"', [stun]],
    ['an address without brackets', 'stun:stun.example.net; rel="ice-server"', [stun]],
    [
      'addresses without brackets among links',
      `${turnLink}, STUN:stun.example.net ;rel=ice-server,`,
      [turn, stun],
    ],
    [
      'an address without brackets, and its credentials',
      'turn:turn.example.net?transport=udp; rel="ice-server"; username="user"; credential="secret"',
      [turn],
    ],
    ['single quotes', turnLink.replaceAll('"', "'"), [turn]],
    ['single quotes of the relation alone', "<stun:stun.example.net>; rel='next ice-server'", [stun]],
    ['a header with line folding', `${stunLink},\r\n ${turnLink}`, [stun, turn]],
  ])('%s', (_, header, servers) => {
    expect(readIceServerLinks(header).servers).toEqual(servers);
  });

  it('quoted strings that hold commas, semicolons, brackets, quotes and backslashes', () => {
    const header = String.raw`<turn:turn.example.net>; username="a,b;c <d>"; credential="q\"u\\o"; rel="ice-server", ${stunLink}`;
    expect(readIceServerLinks(header).servers).toEqual([
      { url: 'turn:turn.example.net', username: 'a,b;c <d>', credential: 'q"u\\o' },
      stun,
    ]);
  });

  it('the first of two parameters with one name', () => {
    expect(serversOf(`<stun:stun.example.net>; rel="ice-server"; rel="next"`)).toEqual([stun]);
    expect(serversOf(`<stun:stun.example.net>; rel="next"; rel="ice-server"`)).toEqual([]);
  });
});

describe('ICE servers of a Link header leave out', () => {
  it.each([
    ['nothing', ''],
    ['another relation', '<https://media.example/layer>; rel="urn:ietf:params:whip:ext:core:layer"'],
    ['no relation', '<stun:stun.example.net>'],
    [
      'a TURN server without credentials, which no browser takes',
      '<turn:turn.example.net>; rel="ice-server"',
    ],
    ['another kind of credential', turnLink.replace('"password"', '"oauth"')],
    ['another scheme', '<https://stun.example.net>; rel="ice-server"'],
    ['an address that is none', '<stun:>; rel="ice-server"'],
    ['text without a target', 'ice-server'],
    ['a target that does not end', '<stun:stun.example.net; rel="ice-server"'],
  ])('%s', (_, header) => {
    expect(readIceServerLinks(header).servers).toEqual([]);
  });

  it.each([
    ['a target that does not end', '<stun:a.example; rel="ice-server"'],
    ['an address without brackets or relation', 'stun:a.example'],
    ['an address without brackets, of another relation', `${turnLink}, stun:a.example; rel=next`],
    ['no relation', '<stun:a.example>'],
    ['a relation that is spelled otherwise', '<stun:a.example>; rel="ice-servers"'],
    ['a relation under another name', '<stun:a.example>; relation="ice-server"'],
  ])('%s, and tell it by its address', (_, header) => {
    expect(readIceServerLinks(header).leftOut).toEqual([
      { url: 'stun:a.example', problem: 'ice-link-malformed' },
    ]);
  });

  it.each([
    ['links of other kinds', '<https://a.example/stun:b>; rel="next"'],
    ['text that is no link', 'turnip; x="turn:secret"'],
    ['what a fault has cut off', '<https://a.example>; rel="unclosed, turn:secret; rel=ice-server'],
  ])('%s without a word', (_, header) => {
    expect(readIceServerLinks(header)).toEqual({ servers: [], leftOut: [] });
  });

  it('what is malformed, but not what follows it', () => {
    expect(serversOf(`garbage; x="y", ${stunLink}`)).toEqual([stun]);
    expect(serversOf(`<stun:a.example>; rel=, ${stunLink}`)).toEqual([stun]);
    expect(serversOf(`${stunLink}, <stun:a.example>; rel="unclosed`)).toEqual([stun]);
  });

  it('what is no link of a server any more', () => {
    const header = Array.from({ length: mostLinks + 9 }, (_, n) => `<stun:s${n}.example>; rel="ice-server"`);
    const { servers, leftOut } = readIceServerLinks(header.join(', '));
    expect(servers.length + leftOut.length).toBe(mostLinks);
  });

  it('a credential of a STUN server, which browsers refuse', () => {
    expect(serversOf(`${stunLink}; username="u"; credential="c"`)).toEqual([stun]);
  });
});

const quote = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`;

it.each([
  [
    'turn:turn.example.net',
    turnLink.replace('?transport=udp', '').replace('"password"', '"oauth"'),
    'turn-credential-missing',
  ],
  ['stun:exa"mple', '<stun:exa"mple>; rel="ice-server"', 'ice-url-invalid'],
  ['https://stun.example', '<https://stun.example>; rel=ice-server', 'ice-url-invalid'],
])('a link to %s that is no usable server is named with its reason', (url, link, problem) => {
  expect(readIceServerLinks(`${link}, ${stunLink}`)).toEqual({
    servers: [stun],
    leftOut: [{ url, problem }],
  });
});

it('a Link header gives back any credentials that were written', () => {
  const credential = fc.string({ minLength: 1 }).filter((text) => text.trim() !== '');
  const link = fc.record({ username: credential, credential });
  fc.assert(
    fc.property(fc.array(link, { maxLength: 4 }), (links) => {
      const header = links
        .map(
          (each) =>
            `<turn:t.example>; rel=ice-server; username=${quote(each.username)}; credential=${quote(each.credential)}`,
        )
        .join(', ');
      expect(readIceServerLinks(header).servers).toEqual(
        links.map((each) => ({ url: 'turn:t.example', ...each })),
      );
    }),
  );
});

it('reading a Link header ends on any text, and its servers can be configured', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '<',
      '>',
      '"',
      '\\',
      ';',
      ',',
      '=',
      ' ',
      'rel',
      'ice-server',
      '<stun:a.example>',
      'turn:b.example',
    ),
    fc.string({ maxLength: 5 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      for (const { url } of readIceServerLinks(pieces.join('')).servers)
        expect(url).toMatch(/^(stun|turn)s?:/i);
    }),
  );
});
