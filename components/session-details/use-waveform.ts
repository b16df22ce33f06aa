import { computed, onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue';
import { momentOf, placeOf } from '../../utils/domain/recording/recorded-time.ts';
import type { OpenPart, Recording } from '../../utils/history/recordings/open-recording.ts';
import { useOptionsServices } from '../services.ts';
import type { TimeSpan } from './time-window.ts';

/** A column of a waveform: `from` and `to` are epoch milliseconds, `level` is 0 to 1. */
export interface WaveColumn {
  from: number;
  to: number;
  level: number;
}

/** The greatest number of columns: the widest axis shows no more than this many apart. */
const mostColumns = 600;

/** The number of columns after which a part of the waveform is shown already. */
const shownAtOnce = 60;

/** The part of a file, in seconds, that lies within a span; null where none of it does. */
function stretchOf({ points, seconds }: OpenPart, span: TimeSpan): { from: number; to: number } | null {
  const from = placeOf(points, seconds, span.from);
  const to = placeOf(points, seconds, span.to) ?? seconds;
  return from === null || from >= to ? null : { from, to };
}

/**
 * The waveform of a recording within a span, read file by file. The previous span's waveform stays until the new one is
 * read. Empty where the browser cannot decode the recording, which the player says.
 */
export function useWaveform(
  recording: () => Recording | null,
  span: () => TimeSpan,
): Readonly<ShallowRef<readonly WaveColumn[]>> {
  const { files } = useOptionsServices();
  const columns = shallowRef<readonly WaveColumn[]>([]);
  let aborter = new AbortController();
  onScopeDispose(() => aborter.abort());

  const stretches = computed(() =>
    (recording()?.parts ?? []).flatMap((part) => {
      const stretch = stretchOf(part, span());
      return stretch ? [{ part, ...stretch }] : [];
    }),
  );

  async function read(signal: AbortSignal): Promise<void> {
    const all = stretches.value;
    const seconds = all.reduce((sum, { from, to }) => sum + to - from, 0);
    const isFirst = columns.value.length === 0;
    const found: WaveColumn[] = [];
    for (const { part, from, to } of all) {
      const most = Math.ceil((mostColumns * (to - from)) / seconds);
      for await (const peak of files.peaksOf(part.file, { from, to }, most, signal)) {
        const at = momentOf(part.points, peak.from);
        if (at === null) continue;
        found.push({ from: at, to: at + (peak.to - peak.from) * 1000, level: peak.level });
        if (isFirst && found.length % shownAtOnce === 0) columns.value = [...found];
      }
    }
    columns.value = found;
  }

  // A running session's span grows each second, mostly over stretches that are read already; only new stretches are
  // read.
  watch(
    () =>
      stretches.value.map(({ part, from, to }) => `${part.name} ${from.toFixed(1)} ${to.toFixed(1)}`).join(),
    () => {
      aborter.abort();
      aborter = new AbortController();
      const { signal } = aborter;
      read(signal).catch(() => {
        if (!signal.aborted) columns.value = [];
      });
    },
    { immediate: true },
  );
  return columns;
}
