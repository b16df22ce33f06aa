import { expect, it } from 'vitest';
import { proofOfText } from '../../../../utils/domain/transcript/text-message.ts';

const proofOf = (text: string, isFinal = true) => proofOfText({ type: 'text', text, isMore: false, isFinal });

it.each([
  'one two',
  '一',
  '5',
  'No!',
  '[Anna] good morning',
  'good (music) morning',
  '(unfinished',
  'a*b',
  '음',
])('%j proves that the server understands', (text) => {
  expect(proofOf(text)).toBe('completed');
  expect(proofOf(text, false)).toBe('delta');
});

it.each([
  '',
  ' \n',
  '.',
  '…',
  '。',
  '♪♪',
  '\u200b',
  '[BLANK_AUDIO]',
  ' (silence) ',
  '[Music] [Applause]',
  '（笑）',
  '【音楽】',
  '<|nospeech|>',
  '*coughs*',
  '[(noise)]',
])('%j proves nothing, because recognisers write it of silence', (text) => {
  expect(proofOf(text)).toBeNull();
  expect(proofOf(text, false)).toBeNull();
});

it('a text that the server could not make proves nothing of the kind', () => {
  expect(proofOfText({ type: 'failed' })).toBe('failed');
  expect(proofOfText({ type: 'voice', id: '1', times: { clock: 'item', from: 0 } })).toBeNull();
  expect(proofOfText({ type: 'refused' })).toBeNull();
});
