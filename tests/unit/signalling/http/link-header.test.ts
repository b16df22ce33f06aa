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
    ['text that is no link', 'turnip; x="return:secret"'],
    ['a title of a link of another kind', '<https://a.example>; title="turn:left"; rel="next"'],
    ['a page about ICE servers', '<https://a.example/ice-server>; rel="help"'],
    ['JSON that is about something else', '{"next":"https://a.example/turn:b"}'],
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

describe('a Link header that is none', () => {
  const asJson = JSON.stringify({ urls: turn.url, username: 'user', credential: 'secret' });

  it.each<[what: string, header: string, servers: readonly object[]]>([
    ['a list of JSON', '[{"urls":["stun:stun.example.net"]}]', [stun]],
    ['one server as JSON', asJson, [turn]],
    [
      'several servers as JSON, joined by a comma as fetch does',
      `${asJson}, {"url":"stun:stun.example.net"}`,
      [turn, stun],
    ],
    ['the JSON of a whole configuration', `{"iceServers":[${asJson}]}`, [turn]],
    ['JSON within a JSON text', JSON.stringify(`[${asJson}]`), [turn]],
    ['a link within quotes', JSON.stringify(stunLink), [stun]],
    ['several links within one pair of quotes', JSON.stringify(`${stunLink}, ${turnLink}`), [stun, turn]],
    [
      'links within quotes, joined by a comma as fetch does',
      [stunLink, turnLink].map((each) => JSON.stringify(each)).join(', '),
      [stun, turn],
    ],
    ['a link within quotes, whose own quotes are not escaped', `"${turnLink}"`, [turn]],
    ['an address without brackets within quotes', '"stun:stun.example.net; rel=ice-server"', [stun]],
    ['a link within single quotes', `'${stunLink}'`, [stun]],
    ['a list of links as JSON', JSON.stringify([stunLink]), [stun]],
  ])('is read where it is %s', (_, header, servers) => {
    expect(readIceServerLinks(header)).toEqual({ servers, leftOut: [] });
  });

  it.each([
    [
      'JSON that is cut off',
      '[{"urls":"turn:turn.example.net","username":"user","credential":"secret"',
      'turn:turn.example.net',
    ],
    [
      'JSON with single quotes',
      "{'credential':'secret','urls':'stun:stun.example.net'}",
      'stun:stun.example.net',
    ],
    ['JSON of a link', JSON.stringify({ link: stunLink }), 'stun:stun.example.net'],
    [
      'an address within quotes that do not end',
      '"stun:stun.example.net; rel=ice-server',
      'stun:stun.example.net',
    ],
    ['a link of HTML', '&lt;stun:stun.example.net&gt;; rel=&quot;ice-server&quot;', 'stun:stun.example.net'],
    [
      'an element of HTML',
      '</page.css>; rel=preload, link href="stun:stun.example.net" rel="ice-server"',
      '…',
    ],
    ['encoded by percent signs', '%3Cstun:stun.example.net%3E; rel="ice-server"', 'stun:stun.example.net'],
    ['a host without a scheme', 'stun.example.net:3478; rel="ice-server"', '…'],
    ['a link in round brackets', '(stun:stun.example.net); rel="ice-server"', 'stun:stun.example.net'],
    ['a link in square brackets', '[stun:stun.example.net]; rel="ice-server"', 'stun:stun.example.net'],
    [
      'a relation before its address',
      'rel="ice-server"; turn:turn.example.net; credential="secret"',
      'turn:turn.example.net',
    ],
    [
      'a header’s name written twice',
      'Link: stun:stun.example.net; rel="ice-server"',
      'stun:stun.example.net',
    ],
    ['divided by equals signs alone', 'ice-server=stun:stun.example.net', 'stun:stun.example.net'],
    [
      'after text without brackets',
      `${turnLink.replaceAll('turn.', 't.')}; x, see stun:stun.example.net`,
      'stun:stun.example.net',
    ],
    [
      'behind a credential that does not end',
      '<https://a.example>; rel=x; credential="secret, turn:secret; rel=ice-server',
      '…',
    ],
    [
      'behind a relation that does not end',
      '<https://a.example>; rel="x, turn:turn.example.net; rel=ice-server',
      'turn:turn.example.net',
    ],
    ['in a value that has quotes', 'turnip; x="turn:secret"', '…'],
    [
      'within the relation of another link',
      '<https://a.example>; rel="x, <turn:secret>; rel=ice-server"',
      '…',
    ],
    ['the name of a list without a list', '"iceServers": turn', '…'],
    ['divided by semicolons', 'ice-servers; turn:turn.example.net;user;secret', 'turn:turn.example.net'],
  ])('is told, without its secrets, where it is %s', (_, header, url) => {
    const { leftOut } = readIceServerLinks(header);
    expect(leftOut).toEqual([{ url, problem: 'ice-link-malformed' }]);
  });

  it('is read or told, and shows no secret, whatever has been changed in it', () => {
    const change = fc.record({
      at: fc.nat(),
      removed: fc.nat(2),
      added: fc.constantFrom('', '"', "'", '<', '>', ',', ';', '=', '{', '[', '\\', ' '),
    });
    const changes = fc.array(change, { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(
        fc.constantFrom(turnLink, asJson, `[${asJson}]`, JSON.stringify(turnLink)),
        changes,
        (written, edits) => {
          const [before = '', after = ''] = written.split(turn.url);
          // The address itself and the words beside it stay.
          const changed = edits.reduce((text, { at, removed, added }) => {
            const from = at % (text.length + 1);
            return text.slice(0, from) + added + text.slice(from + removed);
          }, before);
          const { servers, leftOut } = readIceServerLinks(changed + turn.url + after);
          expect(servers.length + leftOut.length).toBeGreaterThan(0);
          expect(JSON.stringify(leftOut)).not.toContain('secret');
        },
      ),
    );
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
