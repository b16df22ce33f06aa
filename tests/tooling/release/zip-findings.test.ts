import { describe, expect, it } from 'vitest';
import { zipFindings } from '../../../tools/release/zip-findings.ts';
import { zipEntries } from '../../../tools/release/zip-entries.ts';
import { zipList } from '../../../tools/release/zip-list.ts';
import { zipOf } from '../../support/zip.ts';

const maker = {
  folders: ['/home/somebody/steadymic'],
  secrets: { EDGE_API_KEY: 'k3y-of-the-store', EMPTY: '' },
};

/** One file for each line of the list. */
const whole = zipList.map((line) => ({
  name: line.replace('#', 'AbC-_123').replace('*', line.startsWith('_locales') ? 'en' : 'popup'),
  content: line.endsWith('.json') ? '{}' : 'void 0;',
}));

function findings(...files: { name: string; content: string }[]): string[] {
  const replaced = new Set(files.map(({ name }) => name));
  return zipFindings(
    zipEntries(zipOf([...whole.filter(({ name }) => !replaced.has(name)), ...files])),
    maker,
  );
}

/** A name cut in two, so that no scanner takes this file for one with a secret. */
const joined = (...parts: string[]) => parts.join('');

describe('the archive of a release', () => {
  it('with all files of the list, and no others, may be published', () => {
    expect(findings()).toEqual([]);
  });

  it.each([
    'notes.txt',
    '.env',
    '.DS_Store',
    'chunks/.gitkeep',
    'chunks/popup-AbC-_123.js.map',
    'manifest.json.orig',
    'assets/AbC-_123.html',
    '_locales/en/messages.json~',
    'icon/512.png',
    'licences.txt/x',
    'xmanifest.json',
    'manifestxjson',
  ])('with %s is not', (name) => {
    expect(findings({ name, content: '' })).toContain(`${name} is in no line of zip-list.ts`);
  });

  it('without a file of the list is not, whichever it is', () => {
    for (const [at, line] of zipList.entries()) {
      const without = zipFindings(zipEntries(zipOf(whole.filter((_, index) => index !== at))), maker);
      expect(without).toEqual([`nothing is there for ${line} of zip-list.ts`]);
    }
  });

  it('with one name twice is not', () => {
    const twice = zipFindings(zipEntries(zipOf([...whole, { name: 'manifest.json', content: '{}' }])), maker);
    expect(twice).toEqual(['manifest.json is there twice']);
  });

  it.each([
    ['a private key', joined('-----BEGIN ', 'RSA PRIVATE KEY-----\nMIIE')],
    ['a private key', joined('-----BEGIN ', 'PRIVATE KEY-----')],
    ['a key of AWS', joined('AKIA', 'IOSFODNN7EXAMPLE')],
    ['a token of GitHub', joined('ghp_', 'a1B2'.repeat(9))],
    ['a token of npm', joined('npm_', 'a1B2'.repeat(9))],
    ['a key of OpenAI', joined('sk-', 'proj-', 'a1B2'.repeat(12))],
    ['a key of Google', joined('AIza', 'a1B2c'.repeat(7))],
    ['a client secret of Google', joined('GOCSPX-', 'a1B2'.repeat(7))],
    ['a token of Google', joined('1//0', 'a1B2'.repeat(7))],
    ['a token of Slack', joined('xoxb-', '1234567890-abc')],
    ['a signed token (JWT)', joined('eyJ', 'hbGciOiJIUzI1NiJ9', '.eyJ', 'zdWIiOiIxMjM0In0', '.c2lnbmF0dXJl')],
    ['a key of Stripe', joined('sk_', 'live_', 'a1B2'.repeat(6))],
    ['credentials in an address', joined('https://somebody', ':pass', 'word@example.org/')],
    ['a source map', '//# sourceMappingURL=popup.js.map'],
    ['a source map', '{"version":3,"sources":[],"mappings":"AAAA"}'],
    ['the value of EDGE_API_KEY', 'const key = "k3y-of-the-store";'],
    ['the folder /home/somebody/steadymic', 'throw Error("/home/somebody/steadymic/utils/x.ts")'],
  ])('with %s in a file is not', (problem, content) => {
    const name = 'chunks/popup-AbC-_123.js';
    expect(findings({ name, content: `void 0; ${content}` })).toContain(`${name} holds ${problem}`);
  });

  it('with the key of a development build in its manifest is not', () => {
    expect(findings({ name: 'manifest.json', content: '{"key":"MIIB"}' })).toEqual([
      'manifest.json holds the key of a development build',
    ]);
  });

  it.each([
    'https://example.org/a:b@c',
    'stun:stun.example:3478',
    'a task-force of sk-ill',
    '`https://${a}:${b}@${c}`',
  ])('with %s in a file may be published', (content) =>
    expect(findings({ name: 'background.js', content })).toEqual([]),
  );
});
