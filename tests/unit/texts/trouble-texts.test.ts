import { describe, expect, it } from 'vitest';
import type { MicrophoneTrouble } from '../../../utils/domain/session/session-state.ts';
import { troubleText } from '../../../utils/texts/trouble-texts.ts';
import { textsOf } from '../../support/messages.ts';

const cases: [MicrophoneTrouble['failure'], standIn: string | null, en: string, ja: string][] = [
  [
    { reason: 'microphone-ended' },
    'Laptop',
    'Not connected. In its place: “Laptop”',
    '未接続のため代用中：「Laptop」',
  ],
  [
    { reason: 'microphone-missing' },
    'Laptop',
    'Not connected. In its place: “Laptop”',
    '未接続のため代用中：「Laptop」',
  ],
  [
    { reason: 'microphone-busy' },
    'Laptop',
    'In use elsewhere. In its place: “Laptop”',
    'ほかで使用中のため代用中：「Laptop」',
  ],
  [
    { reason: 'microphone-unusable', name: 'TypeError' },
    'Laptop',
    'It can’t be opened. In its place: “Laptop”',
    '開けないため代用中：「Laptop」',
  ],
  [{ reason: 'microphone-ended' }, null, 'Used as soon as it is connected.', '接続され次第、使います。'],
  [{ reason: 'microphone-busy' }, null, 'Held by another program.', 'ほかのプログラムが使用しています。'],
  [{ reason: 'microphone-unusable', name: 'TypeError' }, null, 'It can’t be opened.', '開けません。'],
];

describe('a chosen microphone that is not in use', () => {
  it.each(cases)('because of %o, with %s instead: %s', (failure, standIn, en, ja) => {
    expect(troubleText(textsOf('en'), { failure, standIn })).toBe(en);
    expect(troubleText(textsOf('ja'), { failure, standIn })).toBe(ja);
  });
});
