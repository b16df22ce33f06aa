import type { Sample } from '../../domain/samples/sample.ts';

/** The names of a {@link Sample}'s figures. */
export type SampleFigure = Exclude<keyof Sample, 'sessionId' | 'at'>;

/** The columns of a figure, one value for each bucket; null where a bucket has none. */
export interface SeriesColumns {
  mean: (number | null)[];
  min: (number | null)[];
  max: (number | null)[];
}

/**
 * A session's samples in buckets of equal length, so that even ten hours are a few hundred points; maxima and
 * minima are kept.
 */
export interface SampleSeries {
  /** Epoch milliseconds of each bucket's middle, ascending; all columns have the same length. */
  at: number[];
  /** The length of a bucket, in milliseconds. */
  bucketMs: number;
  figures: Record<SampleFigure, SeriesColumns>;
  /** The number of samples that were read. */
  samples: number;
}

export interface SeriesRequest {
  /** The range in epoch milliseconds; by default from the session's first to its last sample. */
  from?: number;
  to?: number;
  /** The greatest number of buckets; a bucket is never shorter than a second. */
  points: number;
}
