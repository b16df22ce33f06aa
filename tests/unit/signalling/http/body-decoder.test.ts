import { expect, it } from 'vitest';
import { createBodyDecoder } from '../../../../utils/signalling/http/body-decoder.ts';

const ascii = (text: string) => [...new TextEncoder().encode(text)];
const utf16 = (text: string) => ascii(text).flatMap((sign) => [sign, 0]);
/** “サーバー” in Shift_JIS, “refusé” in Latin-1. */
const shiftJis = [0x83, 0x54, 0x81, 0x5b, 0x83, 0x6f, 0x81, 0x5b];
const latin = [...ascii('refus'), 0xe9];

it.each<[what: string, type: string | null, bytes: number[], text: string]>([
  ['UTF-8 without a word about it', null, ascii('サーバー'), 'サーバー'],
  ['UTF-8 with its mark', 'text/plain', [0xef, 0xbb, 0xbf, ...ascii('refusé')], 'refusé'],
  ['Shift_JIS by its type', 'text/plain; charset=Shift_JIS', shiftJis, 'サーバー'],
  ['Shift_JIS by a type in quotes', 'text/html;Charset="shift_jis"', shiftJis, 'サーバー'],
  [
    'Shift_JIS by the page',
    'text/html',
    [...ascii('<meta charset="Shift_JIS">'), ...shiftJis],
    '<meta charset="Shift_JIS">サーバー',
  ],
  [
    'Shift_JIS by XML',
    null,
    [...ascii("<?xml encoding='Shift_JIS'?>"), ...shiftJis],
    "<?xml encoding='Shift_JIS'?>サーバー",
  ],
  ['Latin-1 by its type', 'text/plain; charset=ISO-8859-1', latin, 'refusé'],
  ['UTF-16 by its type', 'text/plain; charset=utf-16', utf16('Bad'), 'Bad'],
  ['UTF-16 by its mark', 'text/plain', [0xff, 0xfe, ...utf16('Bad')], 'Bad'],
  ['SDP that is called UTF-16', 'application/sdp; charset=utf-16', ascii('v=0\r\no=- 1'), 'v=0\r\no=- 1'],
  ['a writing that nobody knows', 'text/plain; charset=klingon', ascii('refusé'), 'refusé'],
  [
    'text that speaks of another',
    'text/plain',
    ascii('use charset=Shift_JIS: é'),
    'use charset=Shift_JIS: é',
  ],
  ['bytes that are no UTF-8', 'text/plain', latin, 'refus\uFFFD'],
  ['nothing', null, [], ''],
])('a body is read as it was written: %s', (_, type, bytes, text) => {
  for (const size of [1, 2, 3, 5000]) {
    const decode = createBodyDecoder(type);
    // The first piece of a real body is larger than what tells how it is written.
    const first = Math.min(bytes.length, Math.max(size, 64));
    let read = bytes.length === 0 ? '' : decode(Uint8Array.from(bytes.slice(0, first)));
    for (let at = first; at < bytes.length; at += size)
      read += decode(Uint8Array.from(bytes.slice(at, at + size)));
    expect(read + decode()).toBe(text);
  }
});
