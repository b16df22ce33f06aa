import type { Sample } from '../../domain/samples/sample.ts';
import type { SampleFigure } from './sample-series.ts';

/**
 * The samples of one minute of a session as one row. `data` holds `count` times the milliseconds into the
 * minute, then as many values of each of {@link packedFigures}, each in its own unit; an unknown value is
 * `unknown`.
 */
export interface PackedMinute {
  sessionId: string;
  /** The minute, in minutes since the epoch. */
  minute: number;
  count: number;
  data: Uint16Array;
}

/** The size of one unit of each figure; the largest value that fits is 65534 units. */
const units: Record<SampleFigure, number> = {
  roundTripTime: 0.0001,
  jitter: 0.0001,
  fractionLost: 1 / 65534,
  bitrate: 100,
  audioLevel: 1 / 65534,
  capturedMsAgo: 10,
  sentMsAgo: 10,
  heardMsAgo: 10,
  understoodMsAgo: 10,
  consecutiveErrors: 1,
};

export const packedFigures = Object.keys(units) as SampleFigure[];

const unknown = 65535;
const largest = 65534;

export const minuteMs = 60_000;

export function minuteOf(at: number): number {
  return Math.floor(at / minuteMs);
}

/** Packs the samples of one minute, which are in ascending order. */
export function packMinute(sessionId: string, minute: number, samples: readonly Sample[]): PackedMinute {
  const count = samples.length;
  const data = new Uint16Array(count * (packedFigures.length + 1));
  samples.forEach((sample, index) => {
    data[index] = sample.at - minute * minuteMs;
    packedFigures.forEach((figure, column) => {
      data[(column + 1) * count + index] = toUnits(sample[figure], units[figure]);
    });
  });
  return { sessionId, minute, count, data };
}

export function unpackMinute(packed: PackedMinute): Sample[] {
  const { sessionId, minute, count, data } = packed;
  return Array.from({ length: count }, (_, index) => {
    const figures = packedFigures.map((figure, column) => {
      const value = fromUnits(data[(column + 1) * count + index], units[figure]);
      return [figure, figure === 'consecutiveErrors' ? (value ?? 0) : value] as const;
    });
    const at = minute * minuteMs + (data[index] ?? 0);
    return { sessionId, at, ...(Object.fromEntries(figures) as Pick<Sample, SampleFigure>) };
  });
}

/** Epoch milliseconds of each sample of the minute. */
export function momentsOf({ minute, count, data }: PackedMinute): number[] {
  return Array.from(data.subarray(0, count), (ms) => minute * minuteMs + ms);
}

/** One column as it is stored, and the factor to multiply it with. */
export function packedColumn({ count, data }: PackedMinute, figure: SampleFigure) {
  const column = packedFigures.indexOf(figure) + 1;
  return { values: data.subarray(column * count, (column + 1) * count), unit: units[figure] };
}

export function isKnown(value: number): boolean {
  return value !== unknown;
}

function toUnits(value: number | null, unit: number): number {
  if (value === null || !Number.isFinite(value)) return unknown;
  return Math.min(largest, Math.max(0, Math.round(value / unit)));
}

function fromUnits(value: number | undefined, unit: number): number | null {
  return value === undefined || value === unknown ? null : value * unit;
}
