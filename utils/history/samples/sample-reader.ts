import type { Sample } from '../../domain/samples/sample.ts';
import type { HistoryDatabase } from '../database/database.ts';
import {
  isKnown,
  minuteOf,
  packedColumn,
  packedFigures,
  momentsOf,
  type PackedMinute,
} from '../rows/packed-minute.ts';
import { sampleBounds } from './sample-bounds.ts';
import type { SampleFigure, SampleSeries, SeriesColumns, SeriesRequest } from '../rows/sample-series.ts';

const shortestBucketMs = 1000;

/** The number of packed minutes that are read at a time: those of a day. */
const minutesAtOnce = 1440;

/** Reads a session's samples into buckets: the packed minutes and the loose samples of the current minute. */
export function createSampleReader(database: Pick<HistoryDatabase, 'samples' | 'sampleMinutes'>) {
  const { samples, sampleMinutes } = database;

  return {
    async series(sessionId: string, { from, to, points }: SeriesRequest): Promise<SampleSeries> {
      const known = await sampleBounds(database, sessionId);
      const first = from ?? known?.first ?? 0;
      const last = to ?? known?.last ?? first;
      const buckets = createBuckets(first, last, points);
      if (!known) return buckets.series();
      for (let minute = minuteOf(first); ;) {
        const step = await sampleMinutes
          .where(':id')
          .between([sessionId, minute], [sessionId, minuteOf(last)], true, true)
          .limit(minutesAtOnce)
          .toArray();
        for (const each of step) buckets.addMinute(each);
        const reached = step.at(-1);
        if (!reached || step.length < minutesAtOnce) break;
        minute = reached.minute + 1;
      }
      const loose = await samples
        .where(':id')
        .between([sessionId, first], [sessionId, last], true, true)
        .toArray();
      for (const sample of loose) buckets.addSample(sample);
      return buckets.series();
    },
  };
}

function createBuckets(first: number, last: number, points: number) {
  const lengthMs = Math.max(0, last - first) + 1;
  const bucketMs = Math.max(shortestBucketMs, Math.ceil(lengthMs / Math.max(1, points)));
  const count = Math.ceil(lengthMs / bucketMs);
  const columns = new Map(packedFigures.map((figure) => [figure, createColumn(count)]));
  let samples = 0;

  const bucketOf = (at: number) => (at < first || at > last ? -1 : Math.floor((at - first) / bucketMs));

  return {
    addMinute(minute: PackedMinute): void {
      const buckets = momentsOf(minute).map(bucketOf);
      samples += buckets.filter((bucket) => bucket >= 0).length;
      for (const [figure, column] of columns) {
        const { values, unit } = packedColumn(minute, figure);
        buckets.forEach((bucket, index) => {
          const value = values[index];
          if (bucket >= 0 && value !== undefined && isKnown(value)) column.add(bucket, value * unit);
        });
      }
    },
    addSample(sample: Sample): void {
      const bucket = bucketOf(sample.at);
      if (bucket < 0) return;
      samples += 1;
      for (const [figure, column] of columns) {
        const value = sample[figure];
        if (value !== null) column.add(bucket, value);
      }
    },
    series(): SampleSeries {
      const figures = Object.fromEntries([...columns].map(([figure, { columns: made }]) => [figure, made()]));
      return {
        at: Array.from({ length: count }, (_, index) => first + (index + 0.5) * bucketMs),
        bucketMs,
        figures: figures as Record<SampleFigure, SeriesColumns>,
        samples,
      };
    },
  };
}

function createColumn(count: number) {
  const sums = new Float64Array(count);
  const counts = new Uint32Array(count);
  const lowest = new Float64Array(count).fill(Infinity);
  const highest = new Float64Array(count).fill(-Infinity);
  const whereKnown = (value: (bucket: number) => number) =>
    Array.from(counts, (known, bucket) => (known === 0 ? null : value(bucket)));
  return {
    add(bucket: number, value: number): void {
      sums[bucket] = (sums[bucket] ?? 0) + value;
      counts[bucket] = (counts[bucket] ?? 0) + 1;
      lowest[bucket] = Math.min(lowest[bucket] ?? Infinity, value);
      highest[bucket] = Math.max(highest[bucket] ?? -Infinity, value);
    },
    columns: (): SeriesColumns => ({
      mean: whereKnown((bucket) => (sums[bucket] ?? 0) / (counts[bucket] ?? 1)),
      min: whereKnown((bucket) => lowest[bucket] ?? 0),
      max: whereKnown((bucket) => highest[bucket] ?? 0),
    }),
  };
}
