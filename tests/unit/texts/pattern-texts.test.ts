import { describe, expect, it } from 'vitest';
import type { AgeCause, Pattern } from '../../../utils/domain/past/patterns.ts';
import { patternTexts } from '../../../utils/texts/pattern-texts.ts';
import { textsOf } from '../../support/messages.ts';

const sameAge = (cause: AgeCause): Pattern => ({
  pattern: 'same-age',
  profile: { id: 'studio', name: 'Studio', kind: 'whip' },
  age: 600_000,
  died: 8,
  reached: 9,
  cause,
  ages: [],
});
const worse = { name: 'Train', troubled: 14, total: 20 };
const better = { name: 'Cable', troubled: 1, total: 30 };

describe('a pattern in words', () => {
  it.each<[AgeCause, string]>([
    ['turn-lifetime', 'TURN server'],
    ['session-limit', 'the server limits how long'],
    ['nat-timeout', 'NAT timeout'],
    ['unknown', 'none of the usual limits'],
  ])('names the likely cause %s', (cause, words) => {
    const { title, text, advice } = patternTexts(textsOf('en'), sameAge(cause));
    expect(title).toBe('Connections of “Studio” are lost at the same age');
    expect(text).toBe(
      'Of the 9 connections that lasted that long, 8 were lost about 10 min after they had begun.',
    );
    expect(advice).toContain(words);
  });

  it('names hours as a clock does', () => {
    const pattern: Pattern = {
      pattern: 'worst-hours',
      fromHour: 22,
      toHour: 24,
      troubled: 8,
      total: 18,
      troubledElsewhere: 2,
      totalElsewhere: 240,
      byHour: [],
    };
    expect(patternTexts(textsOf('en'), pattern).title).toMatch(/between 10\sPM and 12\sAM/);
    expect(patternTexts(textsOf('ja'), pattern).title).toBe('問題は22時から0時の間に集中しています');
  });

  it('says which server’s text comes later', () => {
    const pattern: Pattern = {
      pattern: 'text-delays',
      quick: { name: 'Near', delay: 400 },
      slow: { name: 'Far', delay: 1200 },
      sessions: [],
    };
    expect(patternTexts(textsOf('en'), pattern)).toMatchObject({
      title: 'Text comes later with “Far” than with “Near”',
      text: 'With “Far” half of the texts took longer than 1.2 sec after their last word, with “Near” 400 ms.',
    });
    expect(patternTexts(textsOf('ja'), pattern).title).toBe('「Far」は「Near」よりテキストが遅れて届きます');
  });

  it('puts the figures of two profiles in the order of each language', () => {
    const pattern: Pattern = { pattern: 'profiles', worse, better, profiles: [better, worse] };
    expect(patternTexts(textsOf('en'), pattern).text).toBe(
      'With “Train” 14 of 20 sessions were interrupted, with “Cable” 1 of 30.',
    );
    expect(patternTexts(textsOf('ja'), pattern).text).toBe(
      '「Train」では20件中14件、「Cable」では30件中1件が中断しました。',
    );
  });
});
