import { cuesOf, type Cue } from './cues.ts';
import type { GapTime } from './paragraphs.ts';
import type { Segment } from './segment.ts';

/** A transcript whose times are milliseconds on the clock of the file that it is written into. */
export interface SubtitleSource<Gap extends GapTime> {
  segments: readonly Segment[];
  gaps: readonly Gap[];
  /** The moment that is 0 in the file, in epoch milliseconds. */
  startsAt: number;
}

/** Writes SubRip cues; `nextNumber` counts them from 1 on, in all of a file. */
export function* srtCues<Gap extends GapTime>(
  { segments, gaps, startsAt }: SubtitleSource<Gap>,
  nextNumber: () => number,
): Generator<string> {
  for (const { from, to, lines } of cuesOf(segments, gaps)) {
    const times = `${subtitleClock(from - startsAt, ',')} --> ${subtitleClock(to - startsAt, ',')}`;
    yield `${String(nextNumber())}\n${times}\n${lines.map(srtText).join('\n')}\n\n`;
  }
}

/** Writes WebVTT cues (W3C WebVTT), with a NOTE in the place of each gap; `say` gives its words. */
export function* vttCues<Gap extends GapTime>(
  { segments, gaps, startsAt }: SubtitleSource<Gap>,
  say: (gap: Gap) => string,
): Generator<string> {
  let next = 0;
  function* notesBefore(at: number): Generator<string> {
    for (let gap = gaps[next]; gap && gap.from <= at; gap = gaps[next]) {
      const times = `${subtitleClock(gap.from - startsAt, '.')} - ${subtitleClock(gap.to - startsAt, '.')}`;
      // A note ends at an empty line, and an arrow would make it a cue.
      yield `NOTE ${times} ${say(gap).replaceAll(/\s+/g, ' ').replaceAll('-->', '→')}\n\n`;
      next += 1;
    }
  }
  for (const cue of cuesOf(segments, gaps)) {
    yield* notesBefore(cue.from);
    yield vttCue(cue, startsAt);
  }
  yield* notesBefore(Infinity);
}

function vttCue({ from, to, lines }: Cue, startsAt: number): string {
  const times = `${subtitleClock(from - startsAt, '.')} --> ${subtitleClock(to - startsAt, '.')}`;
  return `${times}\n${lines.map(vttText).join('\n')}\n\n`;
}

const vttEscapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

function vttText(line: string): string {
  return line.replaceAll(/[&<>]/g, (sign) => vttEscapes[sign] ?? sign);
}

/** SubRip has no escapes: a word joiner, which is not seen, keeps players from taking a text for markup. */
function srtText(line: string): string {
  return line.replaceAll(/[<{\\]/g, (sign) => `${sign}\u2060`).replaceAll('-->', '--\u2060>');
}

/** A time of a subtitle; a day and more go on counting hours. */
export function subtitleClock(ms: number, sign: ',' | '.'): string {
  const whole = Math.max(0, Math.round(ms));
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes, seconds] = [whole / 3_600_000, (whole / 60_000) % 60, (whole / 1000) % 60].map(
    Math.floor,
  );
  const rest = String(whole % 1000).padStart(3, '0');
  return `${two(hours ?? 0)}:${two(minutes ?? 0)}:${two(seconds ?? 0)}${sign}${rest}`;
}
