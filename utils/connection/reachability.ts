/** A server is asked this often while it does not answer, in milliseconds, jitter included. */
const oftenestMs = 500;
const rarestMs = 1000;

/** How long one question may wait for its answer, in milliseconds: longer than the next question waits. */
const answerWithinMs = 3000;

export interface ReachabilityOptions {
  /** Resolves with whether the server answered; never rejects. */
  ask(signal: AbortSignal): Promise<boolean>;
  /** From 0 to 1. */
  random(): number;
  signal: AbortSignal;
}

/**
 * Resolves as soon as a server answers, within about a second of the moment it can; how long that takes does not matter.
 * Questions overlap, since one that was asked into a dead network may sit there long after the network is back.
 * @throws the signal's reason when aborted
 */
export async function untilReachable({ ask, random, signal }: ReachabilityOptions): Promise<void> {
  signal.throwIfAborted();
  const answered = Promise.withResolvers<void>();
  const done = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const askOnce = async () => {
    const question = new AbortController();
    const deadline = setTimeout(() => question.abort(), answerWithinMs);
    if (await ask(AbortSignal.any([done.signal, question.signal]))) answered.resolve();
    clearTimeout(deadline);
  };
  const askAgain = () => {
    void askOnce();
    timer = setTimeout(askAgain, oftenestMs + random() * (rarestMs - oftenestMs));
  };

  signal.addEventListener('abort', () => answered.reject(signal.reason as Error), { signal: done.signal });
  askAgain();
  try {
    await answered.promise;
  } finally {
    clearTimeout(timer);
    done.abort();
  }
}
