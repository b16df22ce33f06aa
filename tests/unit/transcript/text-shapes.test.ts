import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TextMessage } from '../../../utils/domain/transcript/text-message.ts';
import { readText, textShapes, type TextShape } from '../../../utils/domain/transcript/text-shapes.ts';

const transcription = 'conversation.item.input_audio_transcription.';
const interim = { type: 'text', isMore: false, isFinal: false } as const;
const final = { type: 'text', isMore: false, isFinal: true } as const;
const more = { type: 'text', isMore: true, isFinal: false } as const;

type Row = [shape: TextShape, message: Record<string, unknown>, expected: TextMessage | null];

/** Messages as servers' documentation gives them. */
const rows: Row[] = [
  ['plain', { type: 'transcript', text: 'one two' }, { ...final, text: 'one two' }],
  [
    'plain',
    { type: 'transcript', text: 'one', final: false, start: 1.5, end: 2, id: '7' },
    { ...interim, text: 'one', id: '7', times: { from: 1500, to: 2000, clock: 'connection' } },
  ],
  ['plain', { type: 'transcript', text: 'one', id: 7 }, { ...final, text: 'one', id: '7' }],
  [
    'plain',
    { type: 'transcript', text: '一', language: 'ja', speaker: 'A' },
    { ...final, text: '一', language: 'ja', speaker: 'A' },
  ],
  [
    'plain',
    { type: 'transcript', text: 'one', start: 1_790_000_000, end: 1_790_000_001.5 },
    { ...final, text: 'one', times: { from: 1_790_000_000_000, to: 1_790_000_001_500, clock: 'epoch' } },
  ],
  [
    'plain',
    { type: 'transcript', text: 'one', start: 1_790_000_000_000 },
    { ...final, text: 'one', times: { from: 1_790_000_000_000, clock: 'epoch' } },
  ],
  ['plain', { type: 'transcript', text: 'one', start: -1, end: 'soon' }, { ...final, text: 'one' }],
  [
    'plain',
    { type: 'transcript', text: 'one', final: 'False', start: '1.5', end: ' 2 ', speaker: 0 },
    { ...interim, text: 'one', speaker: '0', times: { from: 1500, to: 2000, clock: 'connection' } },
  ],
  ['plain', { type: 'transcript', text: 'one', is_final: false }, { ...interim, text: 'one' }],
  ['plain', { type: 'transcript', text: 'one', final: 0, start: '', end: [2] }, { ...interim, text: 'one' }],
  [
    'plain',
    { type: 'transcript', text: 'one', final: null, speaker: { name: 'A' } },
    { ...final, text: 'one' },
  ],
  ['plain', { type: 'transcript', text: 42 }, { ...final, text: '42' }],
  ['plain', { type: 'transcript', text: ['one'] }, null],
  ['plain', { type: 'status', text: 'one' }, null],
  ['plain', { text: 'one' }, null],
  ['plain', { type: 'constructor', text: 'one' }, null],
  [
    'openai-realtime',
    {
      type: `${transcription}delta`,
      event_id: 'event_001',
      item_id: 'item_001',
      content_index: 0,
      delta: 'Hello',
    },
    { ...more, id: 'item_001', text: 'Hello' },
  ],
  [
    'openai-realtime',
    { type: `${transcription}delta`, item_id: 'item_001', content_index: 2, delta: ' how' },
    { ...more, id: 'item_001:2', text: ' how' },
  ],
  [
    'openai-realtime',
    { type: `${transcription}updated`, item_id: 'item_x', content_index: 0, transcript: 'hello wor' },
    { ...interim, id: 'item_x', text: 'hello wor' },
  ],
  ['openai-realtime', { type: `${transcription}partial`, transcript: 'hel' }, { ...interim, text: 'hel' }],
  [
    'openai-realtime',
    { type: `${transcription}completed`, item_id: 'item_001', content_index: '1', transcript: 'two' },
    { ...final, id: 'item_001:1', text: 'two' },
  ],
  [
    'openai-realtime',
    { type: `${transcription}segment`, item_id: 'item_001', text: 'two', start: 1.5 },
    {
      ...final,
      id: 'item_001',
      part: '1.5',
      text: 'two',
      times: { from: 1500, clock: 'item' },
    },
  ],
  [
    'openai-realtime',
    { type: 'input_audio_buffer.speech_started', audio_start_ms: '1000', item_id: 'item_001' },
    { type: 'voice', id: 'item_001', times: { from: 1000, clock: 'connection' } },
  ],
  [
    'openai-realtime',
    {
      type: `${transcription}completed`,
      event_id: 'event_2122',
      item_id: 'msg_003',
      content_index: 0,
      transcript: 'Hello, how are you?',
      usage: { type: 'tokens', total_tokens: 48 },
    },
    { ...final, id: 'msg_003', text: 'Hello, how are you?' },
  ],
  [
    'openai-realtime',
    {
      type: `${transcription}segment`,
      event_id: 'event_6501',
      item_id: 'msg_011',
      content_index: 0,
      text: 'hello',
      id: 'seg_0001',
      speaker: 'spk_1',
      start: 0,
      end: 0.4,
    },
    {
      ...final,
      id: 'msg_011',
      part: 'seg_0001',
      text: 'hello',
      speaker: 'spk_1',
      times: { from: 0, to: 400, clock: 'item' },
    },
  ],
  [
    'openai-realtime',
    {
      type: `${transcription}failed`,
      event_id: 'event_2324',
      item_id: 'msg_003',
      content_index: 0,
      error: {
        type: 'transcription_error',
        code: 'audio_unintelligible',
        message: 'The audio could not be transcribed.',
        param: null,
      },
    },
    { type: 'failed', id: 'msg_003', code: 'audio_unintelligible' },
  ],
  [
    'openai-realtime',
    {
      type: 'input_audio_buffer.speech_started',
      event_id: 'event_1516',
      audio_start_ms: 1000,
      item_id: 'msg_003',
    },
    { type: 'voice', id: 'msg_003', times: { from: 1000, clock: 'connection' } },
  ],
  [
    'openai-realtime',
    {
      type: 'input_audio_buffer.speech_stopped',
      event_id: 'event_1718',
      audio_end_ms: 2000,
      item_id: 'msg_003',
    },
    { type: 'voice', id: 'msg_003', times: { to: 2000, clock: 'connection' } },
  ],
  ['openai-realtime', { type: 'input_audio_buffer.committed', item_id: 'msg_003' }, null],
  ['openai-realtime', { type: 'response.output_audio_transcript.delta', delta: 'from the model' }, null],
  [
    'openai-realtime',
    { type: 'transcript.text.done', text: 'one two', logprobs: [] },
    { ...final, text: 'one two' },
  ],
  ['openai-realtime', { type: 'transcription.text.delta', text: ' two' }, { ...more, text: ' two' }],
  ['openai-realtime', { type: 'transcription.delta', delta: ' two' }, { ...more, text: ' two' }],
  ['openai-realtime', { type: 'transcript', text: 'one', id: 'a' }, { ...final, text: 'one', id: 'a' }],
  [
    'pipecat',
    {
      label: 'rtvi-ai',
      type: 'user-transcription',
      data: { text: 'Hel', user_id: 'u1', timestamp: '2026-11-30T12:00:00Z', final: false },
    },
    { ...interim, text: 'Hel', speaker: 'u1' },
  ],
  [
    'pipecat',
    { label: 'rtvi-ai', type: 'user-transcription', data: { text: 'Hello.', user_id: '', final: true } },
    { ...final, text: 'Hello.' },
  ],
  [
    'pipecat',
    { label: 'rtvi-ai', type: 'user-transcription', data: { text: 'Hello.', user_id: 7, final: 'true' } },
    { ...final, text: 'Hello.', speaker: '7' },
  ],
  ['pipecat', { label: 'rtvi-ai', type: 'bot-transcription', data: { text: 'from the bot' } }, null],
  ['pipecat', { label: 'rtvi-ai', type: 'user-transcription' }, null],
  ['fastrtc', { type: 'fetch_output', data: 'one two' }, { ...final, text: 'one two' }],
  ['fastrtc', { type: 'captions', data: { text: 'one', final: false } }, { ...interim, text: 'one' }],
  ['fastrtc', { type: 'captions', transcript: 'one' }, { ...final, text: 'one' }],
  ['fastrtc', { type: 'fetch_output', data: '{"text": "one", "final": false}' }, { ...interim, text: 'one' }],
  ['fastrtc', { type: 'fetch_output', data: '{one}' }, { ...final, text: '{one}' }],
  ['fastrtc', { type: 'chat', data: { role: 'user', content: 'one two' } }, { ...final, text: 'one two' }],
  ['fastrtc', { type: 'chat', data: { role: 'assistant', text: 'from the model' } }, null],
  ['fastrtc', { type: 'status', data: 'processing' }, null],
  ['fastrtc', { type: 'response.audio_transcript.done', transcript: 'from the model' }, null],
  ['fastrtc', { type: 'log', data: 'pause_detected' }, null],
  ['fastrtc', { type: 'send_input', data: 'one' }, null],
];

describe('a message of a server', () => {
  it.each(rows)('of the shape %s: %j', (shape, message, expected) => {
    expect(readText(shape, message)).toEqual(expected);
  });

  const types = Object.values(textShapes).flatMap((each) => Object.keys(each));
  const shape = fc.constantFrom(...(Object.keys(textShapes) as TextShape[]));

  it('is read without an error, whatever its members hold', () => {
    const members = fc.constantFrom(
      'text',
      'delta',
      'transcript',
      'data',
      'item_id',
      'item',
      'error',
      'start',
      'end',
      'final',
      'is_final',
      'language',
    );
    const hostile = fc.constantFrom<unknown>({ toString: 1 }, { valueOf: 'x', toString: null }, [
      { toString: 1 },
    ]);
    fc.assert(
      fc.property(
        shape,
        fc.constantFrom(...types, 'custom'),
        fc.dictionary(members, fc.oneof(fc.anything({ maxDepth: 2 }), hostile)),
        (each, type, rest) => {
          const said = readText(each, { ...rest, type });
          if (said?.type === 'text') expect(typeof said.text).toBe('string');
        },
      ),
    );
  });
});
