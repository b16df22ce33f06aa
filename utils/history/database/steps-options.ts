/** How a piece of work that is done in small steps is followed and aborted. */
export interface StepsOptions {
  onProgress?: (done: number, total: number) => void;
  /** Ends the work early without an error: the steps that are done stay done. */
  signal?: AbortSignal;
}
