import type { Edges } from '../../async/edges.ts';

/** The shortest time in milliseconds between two requests to a server that does not answer, jitter included. */
const oftenestMs = 500;
const rarestMs = 1000;

/**
 * Milliseconds before the request after one that failed at once, doubled each time: a system that has just come up
 * refuses what it accepts a moment later.
 */
const soonestMs = 100;

/** Milliseconds that a request may wait for its answer: longer than the time until the next request. */
const answerWithinMs = 3000;

/** Milliseconds for which a negative probe prevents requests; not longer, since the probe may be wrong. */
const trustMs = 30_000;

export interface ReachabilityOptions extends Pick<Edges, 'random' | 'after'> {
  /** Resolves with whether the server answered; an error counts as no answer. */
  ask(signal: AbortSignal): Promise<boolean>;
  /** Resolves with whether packets pass at all, see `network-probe.ts`; an error counts as no. */
  probe(signal: AbortSignal): Promise<boolean>;
  signal: AbortSignal;
}

/**
 * Resolves as soon as the server answers, within about a second of the moment it can, however long that takes. No
 * request is sent while the network is known to be down, because it would hang long after the network is back; a
 * hanging request does not delay the next one.
 *
 * @throws the signal's reason when aborted
 */
export async function untilReachable(options: ReachabilityOptions): Promise<void> {
  const { ask, probe, random, after, signal } = options;
  signal.throwIfAborted();
  const answered = Promise.withResolvers<void>();
  const done = new AbortController();
  const isDone = () => done.signal.aborted;
  /** Whether the last request got any answer, so that the next needs no probe. */
  let passes = false;
  let soonMs = soonestMs;
  const waits = new Set<() => void>();
  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      if (isDone()) return resolve();
      const stop = after(ms, () => {
        waits.delete(stop);
        resolve();
      });
      waits.add(stop);
    });

  /** Starts the time after which a request is sent although probes say that no packets pass. */
  const startTrust = () => {
    const { promise: isOver, resolve } = Promise.withResolvers<true>();
    const stop = after(trustMs, () => resolve(true));
    waits.add(stop);
    const end = () => {
      stop();
      waits.delete(stop);
    };
    return { isOver, end };
  };
  const untilPassing = async () => {
    const trust = startTrust();
    for (;;) {
      // The pause begins with the probe: a network that comes back right after one is found by the next.
      const paused = pause(oftenestMs);
      if ((await Promise.race([isTrue(probe, done.signal), trust.isOver])) || isDone()) break;
      await paused;
    }
    trust.end();
  };
  const askOnce = async () => {
    const question = new AbortController();
    const endDeadline = after(answerWithinMs, () => question.abort());
    if (await isTrue(ask, AbortSignal.any([done.signal, question.signal]))) answered.resolve();
    endDeadline();
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
    for (const stop of waits) stop();
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
