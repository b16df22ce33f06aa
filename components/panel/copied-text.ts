import { needsSpace } from '../../utils/domain/transcript/line-pieces.ts';
import type { Paragraph } from '../../utils/domain/transcript/paragraphs.ts';
import { saidIn } from '../../utils/domain/transcript/spoken-time.ts';
import type { Segment } from '../../utils/domain/transcript/segment.ts';
import { missingText } from '../../utils/texts/transcript-texts.ts';
import type { Texts } from '../../utils/texts/texts.ts';
import type { ShownGap } from '../transcript/use-transcript.ts';

/** Joins the text of segments into one line. */
function lineOfSegments(segments: readonly Segment[]): string {
  return segments
    .map((segment) => saidIn(segment).trim())
    .reduce((all, text) => all + (all !== '' && needsSpace(all) ? ' ' : '') + text, '');
}

/**
 * A transcript for the clipboard: one line for each paragraph and each gap, separated by empty lines. Where `startedAt`
 * (the session's start in epoch milliseconds) is given, each line begins with its time.
 */
export function copiedText(
  texts: Texts,
  paragraphs: readonly Paragraph<ShownGap>[],
  startedAt: number | null = null,
): string {
  return paragraphs
    .map((paragraph) => {
      const said =
        paragraph.type === 'gap'
          ? `[${missingText(texts, paragraph.gap, paragraph.gap.isOnItsWay)}]`
          : lineOfSegments(paragraph.segments);
      return startedAt === null ? said : `[${texts.clock(paragraph.from - startedAt)}] ${said}`;
    })
    .join('\n\n');
}

/** Keeps of each paragraph only the segments that are given; gaps between them stay. */
export function onlySegments(
  paragraphs: readonly Paragraph<ShownGap>[],
  isWanted: (segment: Segment) => boolean,
): Paragraph<ShownGap>[] {
  const wanted = paragraphs.map((paragraph) =>
    paragraph.type === 'gap'
      ? paragraph
      : { ...paragraph, segments: paragraph.segments.filter((segment) => isWanted(segment)) },
  );
  const hasWords = (paragraph: Paragraph<ShownGap>) =>
    paragraph.type === 'said' && paragraph.segments.length > 0;
  const first = wanted.findIndex(hasWords);
  const last = wanted.findLastIndex(hasWords);
  if (first === -1) return [];
  return wanted.slice(first, last + 1).filter((each) => each.type === 'gap' || hasWords(each));
}
