/** The probability of `k` or more events where `mean` are expected (Poisson). */
export function poissonAtLeast(k: number, mean: number): number {
  if (k <= 0) return 1;
  if (mean <= 0) return 0;
  let below = 0;
  for (let each = 0; each < k; each += 1)
    below += Math.exp(each * Math.log(mean) - mean - logFactorial(each));
  return Math.max(0, 1 - below);
}

/**
 * The probability that two shares differ by chance as much as `hits1` of `n1` and `hits2` of `n2` do, or more
 * (Fisher's exact test, two-sided).
 */
export function sharesDiffer(hits1: number, n1: number, hits2: number, n2: number): number {
  const hits = hits1 + hits2;
  const probability = (k: number) =>
    Math.exp(logChoose(n1, k) + logChoose(n2, hits - k) - logChoose(n1 + n2, hits));
  // Rounding must not exclude a table that is exactly as unlikely.
  const limit = probability(hits1) * (1 + 1e-9);
  let sum = 0;
  for (let k = Math.max(0, hits - n2); k <= Math.min(n1, hits); k += 1) {
    const each = probability(k);
    if (each <= limit) sum += each;
  }
  return Math.min(1, sum);
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}

function logChoose(n: number, k: number): number {
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}

const logFactorials = [0, 0];

function logFactorial(n: number): number {
  for (let each = logFactorials.length; each <= n; each += 1) {
    logFactorials.push((logFactorials[each - 1] ?? 0) + Math.log(each));
  }
  return logFactorials[n] ?? 0;
}
