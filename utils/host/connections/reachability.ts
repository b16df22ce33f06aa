import { timerMs } from '../../async/timer-limit.ts';

/** A server is asked this often while it does not answer, in milliseconds, jitter included. */
const oftenestMs = 500;
const rarestMs = 1000;

/**
 * After a question that failed at once the next one follows this soon, in milliseconds, and twice as late each time: a system
 * that is just back refuses what it takes a moment later.
 */
const soonestMs = 100;

/** How long one question may wait for its answer, in milliseconds: longer than the next question waits. */
const answerWithinMs = 3000;

/** How long nothing is asked because a knock says that nothing would pass, in milliseconds: it may be wrong. */
const trustMs = 30_000;

export interface ReachabilityOptions {
  /** Resolves with whether the server answered; what it throws is no answer. */
  ask(signal: AbortSignal): Promise<boolean>;
  /** Resolves with whether packets pass at all, see knock.ts; where it throws, none have. */
  knock(signal: AbortSignal): Promise<boolean>;
  /** From 0 to 1. */
  random(): number;
  signal: AbortSignal;
}

/**
 * Resolves as soon as a server answers, within about a second of the moment it can; how long that takes does not matter.
 * Nothing is asked into a network that is known to be dead, where questions would sit long after it is back; and where
 * one does, the next does not wait for it.
 * @throws the signal's reason when aborted
 */
export async function untilReachable({ ask, knock, random, signal }: ReachabilityOptions): Promise<void> {
  signal.throwIfAborted();
  const answered = Promise.withResolvers<void>();
  const done = new AbortController();
  const isDone = () => done.signal.aborted;
  /** The last question came back, whatever the answer: no need to knock before the next. */
  let passes = false;
  let soonMs = soonestMs;
  const timers = new Set<ReturnType<typeof setTimeout>>();
  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      if (isDone()) return resolve();
      const timer = setTimeout(() => {
        timers.delete(timer);
        resolve();
      }, timerMs(ms));
      timers.add(timer);
    });

  const untilPassing = async () => {
    const trust = AbortSignal.timeout(trustMs);
    while (!trust.aborted && !(await isTrue(knock, done.signal)) && !isDone()) await pause(oftenestMs);
  };
  const askOnce = async () => {
    const question = new AbortController();
    const deadline = setTimeout(() => question.abort(), answerWithinMs);
    if (await isTrue(ask, AbortSignal.any([done.signal, question.signal]))) answered.resolve();
    clearTimeout(deadline);
    passes = !question.signal.aborted;
  };
  const askAgainAndAgain = async () => {
    while (!isDone()) {
      if (!passes) await untilPassing();
      if (isDone()) return;
      passes = false;
      const usual = pause(oftenestMs + random() * (rarestMs - oftenestMs));
      await Promise.race([usual, askOnce().then(() => (soonMs < rarestMs ? pause(soonMs) : usual))]);
      soonMs *= 2;
    }
  };

  signal.addEventListener('abort', () => answered.reject(signal.reason as Error), { signal: done.signal });
  void askAgainAndAgain();
  try {
    await answered.promise;
  } finally {
    timers.forEach((timer) => clearTimeout(timer));
    done.abort();
  }
}

async function isTrue(
  asked: (signal: AbortSignal) => Promise<boolean>,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    return await asked(signal);
  } catch {
    return false;
  }
}
