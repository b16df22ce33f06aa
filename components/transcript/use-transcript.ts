import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue';
import type { SessionEvent } from '../../utils/domain/log/session-event.ts';
import { gapLedger, type GapBand } from '../../utils/domain/past/gap-ledger.ts';
import { missingFrom } from '../../utils/domain/transcript/missing.ts';
import { paragraphsOf, type Paragraph } from '../../utils/domain/transcript/paragraphs.ts';
import type { Segment } from '../../utils/domain/transcript/segment.ts';
import { createSegmentList } from '../../utils/domain/transcript/segment-list.ts';
import type { FirstRead } from '../../utils/history/transcript/read-segments.ts';
import { useOptionsServices } from '../services.ts';
import { afterPaint } from '../shared/after-paint.ts';
import { useNow } from '../shared/use-now.ts';

/** A gap as shown; `isOnItsWay` where words may still come: the gap is not over, or its sound is being sent. */
export type ShownGap = GapBand & { isOnItsWay: boolean };

export interface UsedTranscript {
  paragraphs: Readonly<ShallowRef<readonly Paragraph<ShownGap>[]>>;
  /** All segments in the order in which they were spoken; a new array after every change. */
  segments: Readonly<ShallowRef<readonly Segment[]>>;
  /** The segments that became final with the newest change. */
  heard: Readonly<ShallowRef<readonly Segment[]>>;
  reading: Readonly<ShallowRef<'loading' | 'read' | 'failed'>>;
  /** Stores a correction beside a segment's text; null removes it. */
  correct(this: void, id: string, text: string | null): Promise<void>;
}

export interface TranscriptOptions {
  isRunning: () => boolean;
  events: () => readonly SessionEvent[];
  /** Which part is read and shown before the rest. */
  first: FirstRead;
  /** Whether the rest is not read at all. Default: false. */
  isFirstEnough?: boolean;
}

/** The transcript of a session with its gaps: the stored part, and what arrives while the session runs. */
export function useTranscript(
  id: string,
  { isRunning, events, first, isFirstEnough = false }: TranscriptOptions,
): UsedTranscript {
  const { history, session, edges } = useOptionsServices();
  const list = createSegmentList();
  const paragraphs = shallowRef<readonly Paragraph<ShownGap>[]>([]);
  const segments = shallowRef<readonly Segment[]>([]);
  const heard = shallowRef<readonly Segment[]>([]);
  const reading = shallowRef<'loading' | 'read' | 'failed'>('loading');
  const ticking = useNow(1000);
  let gaps: ShownGap[] = [];
  /** Whether gaps change without a new event, just because time passes. */
  let mayGapsGrow = true;

  function show(unchangedTo: number): void {
    const all = list.all();
    segments.value = [...all];
    paragraphs.value = paragraphsOf(all, missingFrom(gaps, all), paragraphs.value, unchangedTo);
  }

  function take(changed: readonly Segment[]): void {
    if (changed.length === 0) return;
    const kept = changed.map((segment) => withCorrection(segment, list.get(segment.id)));
    heard.value = kept.filter((segment) => segment.isFinal && list.get(segment.id)?.isFinal !== true);
    show(list.take(kept));
  }

  function readGaps(): void {
    const log = events();
    const last = log.at(-1)?.at ?? 0;
    const ledger = gapLedger(log, isRunning() ? Math.max(last, edges.now()) : last);
    const isOnItsWay = ledger.running && ledger.catchUps.at(-1)?.end === 'open';
    const before = gaps;
    gaps = ledger.gaps.map((gap) => ({ ...gap, isOnItsWay }));
    mayGapsGrow = ledger.running && (isOnItsWay || gaps.some(({ isOpen }) => isOpen));
    const same = gaps.findIndex((gap, index) => !isSameGap(gap, before[index]));
    if (same === -1 && gaps.length === before.length) return;
    show(Math.min(gaps[same]?.from ?? Infinity, before[same]?.from ?? before[gaps.length]?.from ?? Infinity));
  }

  function takeStored(stored: readonly Segment[]): void {
    // Segments that arrived in the meantime are newer than the stored ones of the same ids.
    const fresh = stored.filter((segment) => list.get(segment.id) === undefined);
    if (fresh.length > 0) show(list.take(fresh));
  }

  const leaving = new AbortController();
  onScopeDispose(() => leaving.abort());

  async function read(): Promise<void> {
    const { segments: some, isAll } = await history.segments.readFirst(id, first);
    takeStored(some);
    if (!isAll && !isFirstEnough) {
      await afterPaint(edges);
      takeStored(await history.segments.read(id, leaving.signal));
    }
    reading.value = 'read';
  }
  read().catch(() => (reading.value = 'failed'));

  watch(events, readGaps, { immediate: true });
  watch(ticking, () => {
    if (mayGapsGrow && isRunning()) readGaps();
  });

  let unfollow: (() => void) | null = null;
  const follow = () => {
    unfollow?.();
    unfollow = session.followText(
      (update) => {
        if (update.sessionId === id) take(update.segments);
      },
      () => {
        unfollow = null;
      },
    );
  };
  // Another host may continue the session, as its events show; then the text is read anew.
  watch(
    () => isRunning() && events().length,
    (running) => {
      if (running !== false && !unfollow) follow();
    },
    { immediate: true },
  );
  onScopeDispose(() => unfollow?.());

  return {
    paragraphs,
    segments,
    heard,
    reading,
    async correct(segmentId, text) {
      await history.segments.correct(id, segmentId, text);
      const known = list.get(segmentId);
      if (!known) return;
      const { correction: _, ...original } = known;
      show(list.take([text === null ? original : { ...original, correction: text }]));
    },
  };
}

function withCorrection(segment: Segment, known: Segment | undefined): Segment {
  const correction = segment.correction ?? known?.correction;
  return correction === undefined ? segment : { ...segment, correction };
}

function isSameGap(gap: ShownGap, other: ShownGap | undefined): boolean {
  return (
    gap.from === other?.from &&
    gap.lostMs === other.lostMs &&
    gap.isOpen === other.isOpen &&
    gap.isOnItsWay === other.isOnItsWay
  );
}
