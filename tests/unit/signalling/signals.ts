/** A signal that is never aborted. */
export const unaborted = new AbortController().signal;

/** The reason a promise was rejected with; fails where it was not. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  const outcome = await promise.then(
    () => 'it resolved',
    (error: unknown) => ({ error }),
  );
  if (typeof outcome === 'string') throw new Error(`Expected a rejection, but ${outcome}.`);
  return outcome.error;
}
