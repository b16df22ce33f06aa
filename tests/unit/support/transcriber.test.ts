import { expect, it } from 'vitest';
import { createTranscriber, type RealtimeEvent } from '../../support/peers/openai/transcriber.ts';

const LOUD = 0.2;
const QUIET = 0;

it('the transcriber emits one word every three loud levels and completes the turn after half a second of quiet', () => {
  const events = heard('three small words', [QUIET, ...repeat(LOUD, 7), ...repeat(QUIET, 5)]);
  expect(events.map(({ type }) => type.split('.').at(-1))).toEqual([
    'speech_started',
    'delta',
    'delta',
    'delta',
    'speech_stopped',
    'committed',
    'completed',
  ]);
  expect(events.at(-1)).toMatchObject({ transcript: 'three small words', item_id: events[0]?.['item_id'] });
});

it('the transcriber ends no turn at a short pause', () => {
  const events = heard('word', [...repeat(LOUD, 2), ...repeat(QUIET, 4), ...repeat(LOUD, 2)]);
  expect(events.map(({ type }) => type)).not.toContain('input_audio_buffer.speech_stopped');
});

it('the transcriber emits nothing for silence', () => {
  expect(heard('word', repeat(QUIET, 20))).toEqual([]);
});

function heard(text: string, levels: readonly number[]): RealtimeEvent[] {
  const events: RealtimeEvent[] = [];
  levels.forEach(createTranscriber(text, (event) => events.push(event)));
  return events;
}

function repeat(level: number, times: number): number[] {
  return Array.from({ length: times }, () => level);
}
