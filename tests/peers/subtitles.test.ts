import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cuesOf } from '../../utils/domain/transcript/cues.ts';
import { srtCues, vttCues } from '../../utils/domain/transcript/subtitles.ts';
import { arbitraryGaps, arbitrarySegments, counter } from '../support/transcripts.ts';

const startsAt = 1_000_000;

interface ReadCue {
  from: string;
  to: string;
  text: string;
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'subtitles-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** What ffmpeg finds in a file of subtitles. */
function readByFfmpeg(name: string, content: string): ReadCue[] {
  const path = join(folder, name);
  writeFileSync(path, content);
  const { stdout, stderr } = spawnSync('ffmpeg', ['-v', 'error', '-i', path, '-f', 'srt', '-'], {
    encoding: 'utf8',
    timeout: 60_000,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  expect(stderr).toBe('');
  return stdout
    .replaceAll('\r', '')
    .split(/\n\n(?=\d+\n\d\d:)/)
    .filter((block) => block !== '')
    .map((block) => {
      const [, times = '', ...lines] = block.trim().split('\n');
      const [from = '', to = ''] = times.split(' --> ');
      return { from, to, text: lines.join('\n').replaceAll('\u2060', '') };
    });
}

function clock(ms: number): string {
  return new Date(ms).toISOString().slice(11, 23).replace('.', ',');
}

describe('ffmpeg reads every subtitle with its text and its time', () => {
  // ffmpeg takes braces and backslashes in WebVTT, where they mean nothing, for commands of another format.
  it.each([
    ['SubRip', 'said.srt', /[\p{Cf}\p{Co}\p{Cn}]/u],
    ['WebVTT', 'said.vtt', /[\p{Cf}\p{Co}\p{Cn}{}\\]/u],
  ])('of a transcript in many scripts as %s', (format, name, unread) => {
    fc.assert(
      fc.property(arbitrarySegments(startsAt), arbitraryGaps(startsAt), (drawn, gaps) => {
        const segments = drawn.filter(({ text, correction = '' }) => !unread.test(text + correction));
        fc.pre(segments.length > 5);
        const source = { segments, gaps, startsAt };
        const content =
          format === 'SubRip'
            ? [...srtCues(source, counter())].join('')
            : `WEBVTT\n\n${[...vttCues(source, () => '7 s not delivered')].join('')}`;
        expect(readByFfmpeg(name, content)).toEqual(
          [...cuesOf(segments, gaps)].map(({ from, to, lines }) => ({
            from: clock(from - startsAt),
            to: clock(to - startsAt),
            text: lines.join('\n'),
          })),
        );
      }),
      { numRuns: 12, endOnFailure: true },
    );
  });
});
