import type { BenchContext } from './measurement.ts';

/** Calls a function once, so that one run serves all its figures. */
export function once<Result>(
  run: (context: BenchContext) => Promise<Result>,
): (context: BenchContext) => Promise<Result> {
  let result: Promise<Result> | undefined;
  return (context) => (result ??= run(context));
}
