import { setTimeout as passed } from 'node:timers/promises';

export interface Patience {
  /** Milliseconds after which the wait fails. */
  deadlineMs?: number;
  /** Milliseconds between two looks. */
  everyMs?: number;
}

/**
 * The default deadline for things that take a fraction of a second: ten times the load on a machine is no
 * reason to fail.
 */
const usualDeadlineMs = 30_000;

type Truthy<T> = Exclude<T, false | null | undefined | 0 | ''>;

/**
 * Calls `look` until it returns something other than false, null, undefined, 0 or '', and returns that. A
 * look that throws counts as "not yet".
 *
 * @throws after the deadline, with what was waited for and what the last look saw
 */
export async function waitFor<T>(
  what: string,
  look: () => T | Promise<T>,
  { deadlineMs = usualDeadlineMs, everyMs = 50 }: Patience = {},
): Promise<Truthy<T>> {
  const deadline = new AbortController();
  const expired = new Promise<undefined>((resolve) => {
    deadline.signal.addEventListener('abort', () => {
      resolve(undefined);
    });
  });
  const timer = setTimeout(() => {
    deadline.abort();
  }, deadlineMs);
  let lastSeen = 'nothing yet';
  try {
    while (!deadline.signal.aborted) {
      const attempted = await Promise.race([attempt(look), expired]);
      if (attempted?.seen) return attempted.seen as Truthy<T>;
      if (attempted) lastSeen = attempted.words;
      await Promise.race([passed(everyMs), expired]);
    }
  } finally {
    clearTimeout(timer);
  }
  throw new Error(`waited ${String(deadlineMs / 1000)} s for ${what}; the last look saw: ${lastSeen}`);
}

async function attempt<T>(look: () => T | Promise<T>): Promise<{ seen?: T; words: string }> {
  try {
    const seen = await look();
    return { seen, words: String(seen) };
  } catch (error) {
    return { words: String(error) };
  }
}
