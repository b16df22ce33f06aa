/**
 * Settles as `promise` does, or rejects with the signal's reason as soon as it is aborted. Peer connection methods need
 * this: when the connection is closed meanwhile, their promises stay pending for ever (webrtc-pc, "chain an operation").
 */
export async function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => aborted.reject(signal.reason);
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort);
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
