import { clampNumber, withinBounds } from '../../domain/bounds/bounds.ts';
import { gapLedger, type GapLedger } from '../../domain/past/gap-ledger.ts';
import type { Sample } from '../../domain/samples/sample.ts';
import type { Segment } from '../../domain/transcript/segment.ts';
import type { SessionEvent } from '../../domain/log/session-event.ts';
import type { ExportMask } from './export-request.ts';
import type { ExportSource } from './export-source.ts';
import { exportFormat, exportVersion } from './export-format.ts';
import { jsonRecording } from './export-recording.ts';
import type { Masker } from './masker.ts';
import { packedFigures } from '../rows/packed-minute.ts';

export function* jsonBeginning(mask: ExportMask, product: string, exportedAt: number): Generator<string> {
  const masked = (['addresses', 'microphones', 'servers'] as const).filter((name) => mask[name]);
  const head = { format: exportFormat, version: exportVersion, product, exportedAt, masked };
  yield `${JSON.stringify(head).slice(0, -1)},"sessions":[`;
}

export function* jsonEnd(): Generator<string> {
  yield '\n]}\n';
}

/**
 * Writes one session (see docs/history-export.md); `isFirst` says that it is the first one in the file, `withTexts` that what was said
 * is in it.
 */
export async function* jsonSession(
  { row, events, samples, segments, recording }: ExportSource,
  masker: Masker,
  { isFirst, withTexts }: { isFirst: boolean; withTexts: boolean },
): AsyncGenerator<string> {
  const { open: _, ...summary } = row;
  // The name that masks a short one may be longer than it, and an import takes no text beyond the bounds.
  const delivery = deliveryOf(gapLedger(events, row.lastEventAt));
  const masked = withinBounds(
    masker.value({ id: row.id, summary, delivery, events: events.map(withoutSession) }),
  );
  yield `${isFirst ? '' : ','}\n${JSON.stringify(masked).slice(0, -1)},"samples":[`;
  let separator = '';
  for await (const piece of samples()) {
    yield `${separator}${JSON.stringify(toColumns(piece))}`;
    separator = ',';
  }
  yield ']';
  if (withTexts) yield* jsonTranscript(await segments());
  if (recording) yield* jsonRecording(recording);
  yield '}';
}

/** Writes what was said, as it is: no mask changes words. A session without text has no such member. */
function* jsonTranscript(segments: readonly Segment[]): Generator<string> {
  let before = ',"transcript":[\n';
  for (const segment of segments) {
    yield before + JSON.stringify(segment);
    before = ',\n';
  }
  if (segments.length > 0) yield ']';
}

/** What arrived of a session, for readers of a file; null where it is not known. An import takes it out of the events anew. */
function deliveryOf({ seenFromMs, capturedMs, deliveredMs, lateMs, lostMs, gaps, twice }: GapLedger) {
  if (seenFromMs === null) return null;
  return {
    capturedMs,
    deliveredMs,
    lateMs,
    lostMs,
    seenFromMs,
    gaps: gaps.map(({ from, to, lostMs: lost, lateMs: late, cause }) => ({
      from,
      to,
      lostMs: lost,
      lateMs: late,
      cause,
    })),
    twice,
  };
}

function withoutSession({ sessionId: _, ...event }: SessionEvent) {
  return event;
}

function toColumns(samples: readonly Sample[]) {
  const columns = packedFigures.map((figure) => [
    figure,
    samples.map((sample) => rounded(sample[figure]) ?? (figure === 'consecutiveErrors' ? 0 : null)),
  ]);
  return { at: samples.map(({ at }) => at), ...(Object.fromEntries(columns) as object) };
}

/**
 * Rounds a figure for a file: a packed figure has no more digits than these, and NaN means that it is not
 * known.
 */
export function rounded(value: number | null): number | null {
  return value === null || !Number.isFinite(value) ? null : Number(clampNumber(value).toPrecision(6));
}
