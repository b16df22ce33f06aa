import type { Sample } from '../../domain/samples/sample.ts';

/** The figures of a {@link Sample}. */
export type SampleFigure = Exclude<keyof Sample, 'sessionId' | 'at'>;

/** One value a bucket; null where a bucket has none. */
export interface SeriesColumns {
  mean: (number | null)[];
  min: (number | null)[];
  max: (number | null)[];
}

/** A session's samples in buckets of the same length, so that even ten hours are a few hundred points; spikes stay. */
export interface SampleSeries {
  /** Epoch milliseconds of each bucket's middle, ascending; all columns are as long. */
  at: number[];
  /** Milliseconds. */
  bucketMs: number;
  figures: Record<SampleFigure, SeriesColumns>;
  /** How many samples were read. */
  samples: number;
}

export interface SeriesRequest {
  /** Epoch milliseconds; left out: the session's first and last sample. */
  from?: number;
  to?: number;
  /** At most this many buckets; never shorter than a second each. */
  points: number;
}
