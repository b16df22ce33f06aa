/** The result of a bench. */
export interface Measurement {
  /** The figure; Infinity where the awaited event never came. */
  value: number;
  /** The figure of the bare page, where the bench compares with it. */
  bareValue?: number;
  /** Lines for a person that explain the figure. */
  details: readonly string[];
}

/** The context that every bench is given. */
export interface BenchContext {
  /** The folder of the built extension, to which nothing else writes. */
  extensionDir: string;
  /** The fake microphone's sound file. */
  audioFile: string;
  /** Minutes for benches that can be shortened for a try; undefined leaves the choice to the bench. */
  minutes?: number | undefined;
  /** The folder for generated histories, which take minutes to make; undefined keeps none. */
  keepDir?: string | undefined;
}

export interface Bench {
  name: string;
  unit: string;
  /** The highest value that meets the goal; Infinity where there is none, for the figure alone. */
  goal: number;
  digits: number;
  /** Whether the bench runs only when it is named, because it takes more than five minutes. */
  onlyWhenNamed?: boolean;
  /** Seconds after which the bench is given up. */
  limitSeconds: (context: BenchContext) => number;
  /**
   * Runs the bench.
   *
   * @throws CannotRun with the reason, in words
   */
  run: (context: BenchContext) => Promise<Measurement>;
}
