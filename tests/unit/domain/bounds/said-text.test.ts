import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { longestSaid, saidText, secretsOfUrl } from '../../../../utils/domain/bounds/said-text.ts';

describe('what a server says', () => {
  it.each([
    ['Field required', 'Field required'],
    ['  two\r\n\tlines ', 'two lines'],
    ['bold \u001b[31mred\u0007', 'bold [31mred'],
    ['evil \u202Egnp.exe\u2066 end', 'evil gnp.exe end'],
    ['a\u200Bb\uFEFFc\u00ADd', 'abcd'],
    ["path 'studio' is not configured", "path 'studio' is not configured"],
    ['The model `gpt-4o-transcribe` does not exist', 'The model `gpt-4o-transcribe` does not exist'],
    ['gpt-4o-mini-transcribe-2025-03-20 is not here', 'gpt-4o-mini-transcribe-2025-03-20 is not here'],
    [
      'You exceeded your current quota (insufficient_quota).',
      'You exceeded your current quota (insufficient_quota).',
    ],
    ['Bearer token is missing', 'Bearer token is missing'],
    ['接続が拒否されました', '接続が拒否されました'],
  ])('%j is shown as %j', (text, shown) => expect(saidText(text)).toBe(shown));

  it.each([
    ['a key', 'Incorrect API key provided: sk-abcd1234efgh5678.', 'sk-abcd1234efgh5678'],
    ['a key that is masked in part', 'Incorrect API key provided: sk-pr*****wxyz.', 'wxyz'],
    [
      'a key of letters alone',
      'Incorrect API key provided: sk-proj-abcdefghijklmnopqrstuvwx.',
      'sk-proj-abcdefghijklmnopqrstuvwx',
    ],
    ['a secret', 'Secret ek_68af296e8e408191a1120ab6383263c2 expired', '68af296e'],
    [
      'a JSON web token',
      'bad eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N',
      'eyJ',
    ],
    ['the header', 'got Authorization: Bearer short1 there', 'short1'],
    ['HTTP Basic', 'got Basic dXNlcjpwYXNz there', 'dXNlcjpwYXNz'],
    ['a parameter', 'GET /whip?token=hello failed', 'hello'],
    ['a member of JSON', 'got {"password":"hunter2hunter2"}', 'hunter2'],
    ['a user name in a URL', 'cannot reach https://anna:pass@media.example/live', 'anna'],
    ['a user name without a scheme', 'cannot reach anna:pass@media.example', 'anna'],
    ['the path of a URL', 'moved to https://media.example/live/studio-key', 'studio-key'],
    ['the id of a session', 'no session 0b8a4c1e-7d52-4a5f-9a51-3f0f4a1d2c3b', '7d52'],
    ['a stream key in groups', 'stream a1b2-c3d4-e5f6-g7h8 is taken', 'c3d4'],
  ])('is shown without %s', (_, text, secret) => {
    expect(saidText(text)).not.toContain(secret);
    expect(saidText(text)).toMatch(/…/);
  });

  it.each(['', ' \n', '…', '{}', '\u202E\u0000', '---'])('is nothing for %j', (text) =>
    expect(saidText(text)).toBeNull(),
  );

  it('is bounded, one line, without unseen characters, and without any secret that is known', () => {
    const secret = fc.stringMatching(/^[\w!-~]{8,40}$/);
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 600 }),
        secret,
        fc.string(),
        (before, known, after) => {
          const said = saidText(before + known + after, [known]) ?? '';
          expect(said.length).toBeLessThanOrEqual(longestSaid);
          expect(said).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
          expect(said).not.toContain(known);
        },
      ),
    );
  });
});

describe('the parts of an address that may be secrets', () => {
  it.each([
    ['https://media.example/live/ab12cd34ef?app=studio', ['ab12cd34ef', 'studio']],
    ['https://media.example/whip', []],
    ['https://media.example/whip?s3cret', ['s3cret']],
    ['https://media.example/whip;key=abc;v=2/x', ['abc', '2']],
    ['https://media.example/whip;abcdefg1', ['abcdefg1']],
    ['http://anna:pass@media.example/', ['anna', 'pass']],
    ['no address', []],
  ])('of %s are %j', (address, parts) => expect([...new Set(secretsOfUrl(address))]).toEqual(parts));
});
