import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { srtCues, vttCues } from '../../../../utils/domain/transcript/subtitles.ts';
import { arbitraryGaps, arbitrarySegments, counter, segment } from '../../../support/transcripts.ts';

const startsAt = 1_000_000;
const said = [
  segment('Good morning, everybody.', startsAt + 500, { spokenTo: startsAt + 2000 }),
  segment('We begin <now> & here.', startsAt + 3_723_004, { spokenTo: startsAt + 3_725_000 }),
];
const gaps = [{ from: startsAt + 10_000, to: startsAt + 17_000 }];

describe('subtitles as a file has them', () => {
  it('are numbered in SubRip, with commas in their times', () => {
    expect([...srtCues({ segments: said, gaps, startsAt }, counter())].join('')).toBe(
      '1\n00:00:00,500 --> 00:00:02,000\nGood morning, everybody.\n\n' +
        '2\n01:02:03,004 --> 01:02:05,000\nWe begin <\u2060now> & here.\n\n',
    );
  });

  it('have a note for each gap in WebVTT, in its place', () => {
    expect([...vttCues({ segments: said, gaps, startsAt }, () => '7 s not\n\ndelivered -->')].join('')).toBe(
      '00:00:00.500 --> 00:00:02.000\nGood morning, everybody.\n\n' +
        'NOTE 00:00:10.000 - 00:00:17.000 7 s not delivered →\n\n' +
        '01:02:03.004 --> 01:02:05.000\nWe begin &lt;now&gt; &amp; here.\n\n',
    );
  });

  it.each([
    ['SubRip', /^\d+\n\d{2,}:\d\d:\d\d,\d{3} --> \d{2,}:\d\d:\d\d,\d{3}\n[^\n]+(?:\n[^\n]+)?$/],
    ['WebVTT', /^(?:NOTE [^\n]+|\d{2,}:\d\d:\d\d\.\d{3} --> \d{2,}:\d\d:\d\d\.\d{3}\n[^\n]+(?:\n[^\n]+)?)$/],
  ])('in %s are blocks between empty lines, whatever was said', (format, block) => {
    fc.assert(
      fc.property(arbitrarySegments(startsAt), arbitraryGaps(startsAt), (segments, missing) => {
        const source = { segments, gaps: missing, startsAt };
        const cues = [...(format === 'SubRip' ? srtCues(source, counter()) : vttCues(source, () => 'a gap'))];
        for (const cue of cues) {
          expect(cue.endsWith('\n\n')).toBe(true);
          expect(cue.slice(0, -2)).toMatch(block);
          expect(cue.match(/-->/g)?.length ?? 0).toBeLessThanOrEqual(1);
        }
        if (format === 'WebVTT')
          expect(cues.filter((cue) => cue.startsWith('NOTE '))).toHaveLength(missing.length);
      }),
    );
  });
});
