/** What a bench found. */
export interface Measurement {
  /** Infinity where what is waited for never came. */
  value: number;
  /** The same of the bare page, where it is what the value stands beside. */
  bareValue?: number;
  /** Lines that say how it came about; for people only. */
  details: readonly string[];
}

/** What every bench is given. */
export interface BenchContext {
  /** The shipped build, in a folder that nothing else writes to. */
  extensionDir: string;
  /** The fake microphone's sound. */
  audioFile: string;
  /** Of the benches that can be shortened for a try; undefined leaves the choice to the bench. */
  minutes?: number | undefined;
  /** Where the histories that take minutes to make are kept for the next time; undefined keeps none. */
  keepDir?: string | undefined;
}

export interface Bench {
  name: string;
  unit: string;
  /** The value is to be no higher. */
  goal: number;
  digits: number;
  /** It runs only when it is named, because it takes more than five minutes. */
  onlyWhenNamed?: boolean;
  /** Seconds after which it is given up. */
  limitSeconds: (context: BenchContext) => number;
  /** @throws CannotRun with the reason, in words. */
  run: (context: BenchContext) => Promise<Measurement>;
}
