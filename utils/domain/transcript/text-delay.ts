/** How long text takes after its last word, in milliseconds, as measured of the newest texts. */
export interface TextDelay {
  p50: number;
  p95: number;
}

/** The number of measurements that count: some minutes of speech. */
const mostMeasured = 100;

/** The longest time, in milliseconds, that counts as a delay: a text that comes later than this is not about the last word. */
const longestMs = 60_000;

/** The newest measurements, with one more; the oldest are forgotten. */
export function withMeasured(measured: readonly number[], ms: number): readonly number[] {
  return ms >= 0 && ms <= longestMs ? [...measured.slice(1 - mostMeasured), ms] : measured;
}

/** The delay that these measurements show; null without any. */
export function delayOf(measured: readonly number[]): TextDelay | null {
  if (measured.length === 0) return null;
  const sorted = measured.toSorted((one, other) => one - other);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return { p50: at(0.5), p95: at(0.95) };
}
