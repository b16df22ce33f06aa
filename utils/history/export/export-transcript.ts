import { gapLedger, type GapBand } from '../../domain/past/gap-ledger.ts';
import { needsSpace } from '../../domain/transcript/line-pieces.ts';
import { missingFrom } from '../../domain/transcript/missing.ts';
import { paragraphsOf, type Paragraph } from '../../domain/transcript/paragraphs.ts';
import { saidIn } from '../../domain/transcript/spoken-time.ts';
import { srtCues, subtitleClock, vttCues } from '../../domain/transcript/subtitles.ts';
import type { SessionRow } from '../rows/session-row.ts';
import type { ExportSource } from './export-source.ts';
import type { Masker } from './masker.ts';

/** The words that stand in a file which people read, in the user's language. */
export interface TranscriptWords {
  /** Names a session by its profile and its beginning. */
  title(row: SessionRow): string;
  gap(gap: Pick<GapBand, 'lostMs'>): string;
  /** Says that a session has no text. */
  none(): string;
}

async function transcriptOf({ row, events, segments }: ExportSource) {
  const said = await segments();
  return { segments: said, gaps: missingFrom(gapLedger(events, row.lastEventAt).gaps, said) };
}

/** Writes one session as plain text: a title, and each paragraph with its time since the session began. */
export async function* txtSession(
  source: ExportSource,
  masker: Masker,
  words: TranscriptWords,
): AsyncGenerator<string> {
  yield `${titleOf(source, masker, words)}\n\n`;
  yield* lines(source, words, {
    said: (time, text) => `[${time}] ${text}\n\n`,
    gap: (time, text) => `[${time}] — ${text} —\n\n`,
  });
  yield '\n';
}

/** Writes one session as Markdown (CommonMark): nothing that was said becomes markup. */
export async function* markdownSession(
  source: ExportSource,
  masker: Masker,
  words: TranscriptWords,
): AsyncGenerator<string> {
  yield `# ${markdown(titleOf(source, masker, words))}\n\n`;
  yield* lines(source, words, {
    said: (time, text) => `**${time}** ${markdown(text)}\n\n`,
    gap: (time, text) => `> **${time}** ${markdown(text)}\n\n`,
  });
}

export async function* srtSession(
  source: ExportSource,
  startsAt: number,
  nextNumber: () => number,
): AsyncGenerator<string> {
  yield* srtCues({ ...(await transcriptOf(source)), startsAt }, nextNumber);
}

export async function* webvttSession(
  source: ExportSource,
  startsAt: number,
  words: TranscriptWords,
): AsyncGenerator<string> {
  yield* vttCues({ ...(await transcriptOf(source)), startsAt }, words.gap);
}

async function* lines(
  source: ExportSource,
  words: TranscriptWords,
  write: Record<Paragraph<GapBand>['type'], (time: string, text: string) => string>,
): AsyncGenerator<string> {
  const { segments, gaps } = await transcriptOf(source);
  if (segments.length === 0) yield `${words.none()}\n\n`;
  for (const paragraph of paragraphsOf(segments, gaps)) {
    const time = subtitleClock(paragraph.from - source.row.startedAt, '.').slice(0, -'.000'.length);
    const text = paragraph.type === 'gap' ? words.gap(paragraph.gap) : paragraphText(paragraph);
    if (text !== '') yield write[paragraph.type](time, text);
  }
}

function paragraphText({ segments }: Extract<Paragraph<GapBand>, { type: 'said' }>): string {
  const text = joined(segments.map(saidIn));
  const speaker = segments[0]?.speaker;
  return speaker === undefined || text === '' ? text : `${oneLine(speaker)}: ${text}`;
}

function joined(texts: readonly string[]): string {
  return texts
    .map(oneLine)
    .filter((text) => text !== '')
    .reduce((all, text) => all + (all !== '' && needsSpace(all) ? ' ' : '') + text, '');
}

function oneLine(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}

/** What would be markup of CommonMark, of GitHub's dialect or of HTML is written as a character. */
function markdown(text: string): string {
  return text.replaceAll(/[\\`*_[\]<>&~|#]|:(?=\/\/)|(?<=\bwww)\./gi, (sign) => `\\${sign}`);
}

function titleOf({ row }: ExportSource, masker: Masker, words: TranscriptWords): string {
  return oneLine(words.title({ ...row, ...masker.value({ profileName: row.profileName }) }));
}
