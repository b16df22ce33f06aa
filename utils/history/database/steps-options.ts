/** How a piece of work that is done in small steps is followed and ended. */
export interface StepsOptions {
  onProgress?: (done: number, total: number) => void;
  /** Ends it early, and quietly: what is done by then stays done. */
  signal?: AbortSignal;
}
