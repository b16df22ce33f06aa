import type { Storage } from 'webextension-polyfill';
import { isPlainObject, isSame } from '../domain/settings/settings-paths.ts';
import { noPolicy, parsePolicy, type Policy } from '../domain/settings/settings-policy.ts';

/** What `storage.managed` gave when it was last read: empty where there was no policy, absent where it never was read. */
export const policyCopyKey = 'policyCopy';

/** Milliseconds for an answer where there is no copy, too short to be seen: a browser that has run for a while needs few. */
const patienceMs = 20;

export interface PolicyAreas {
  local: Pick<Storage.StorageArea, 'get' | 'set'>;
  /** Says nothing in the first two to three seconds after the browser's start (measured with Chromium 156). */
  managed: Pick<Storage.StorageArea, 'get' | 'onChanged'>;
}

/** An administrator's policy, as far as it is known by now. */
export interface KnownPolicy {
  policy: Policy;
  /** The browser has said so since this page or worker began; else it is the copy of what it said last. */
  isAnswer: boolean;
  /** Whether the copy has a policy in it; null where there is no copy, and so nothing is known. */
  copyHasPolicy: boolean | null;
}

/** What the browser said: null where it refused to. */
type Answer = { values: Record<string, unknown> | null };

/**
 * The policy in `storage.managed`, and in `storage.local` the copy that stands for it while the browser does not answer. A
 * browser that refuses to answer leaves the copy in force: what it locks stays locked.
 */
export function createPolicySource({ local, managed }: PolicyAreas) {
  let asked = 0;
  let answered = 0;
  let known: Answer | null = null;
  const first = Promise.withResolvers<undefined>();
  /** The values that {@link read} gave last, so that only other ones are news; undefined before. */
  let given: unknown;
  const followers = new Set<() => void>();

  managed.onChanged.addListener(() => void ask('changed'));

  async function ask(why?: 'changed'): Promise<void> {
    asked += 1;
    const mine = asked;
    const answer = await request();
    // A newer question has been answered already.
    if (mine < answered) return;
    answered = mine;
    known = answer;
    first.resolve(undefined);
    const isNews = why === 'changed' || (given !== undefined && !isSame(given, answer.values));
    if (isNews) for (const follow of followers) follow();
    await remember(answer);
  }

  async function request(): Promise<Answer> {
    try {
      const values: unknown = await managed.get();
      return { values: isPlainObject(values) ? values : {} };
    } catch {
      return { values: null };
    }
  }

  async function remember({ values }: Answer): Promise<void> {
    if (values === null) return;
    try {
      const { [policyCopyKey]: copy } = await local.get(policyCopyKey);
      if (!isSame(copy, values)) await local.set({ [policyCopyKey]: values });
    } catch {
      // A help for the next start of the browser, and no more.
    }
  }

  return {
    /** Asks the browser, and what is `stored` beside; waits for neither longer than it takes to paint. */
    async read<Stored extends Record<string, unknown>>(
      readStored: () => Promise<Stored>,
    ): Promise<{ stored: Stored; known: KnownPolicy }> {
      void ask();
      const stored = await readStored();
      const copy = stored[policyCopyKey];
      if (known === null && !isPlainObject(copy)) await Promise.race([first.promise, patience()]);
      const answer = known;
      const values = answer?.values ?? (isPlainObject(copy) ? copy : null);
      given = answer === null ? (values ?? {}) : answer.values;
      return {
        stored,
        known: {
          policy: policyOf(values, answer !== null && answer.values === null),
          isAnswer: answer !== null,
          copyHasPolicy: isPlainObject(copy) ? Object.keys(copy).length > 0 : null,
        },
      };
    },

    /** Settles with the browser's first answer, or refusal; never, where it never says anything. */
    answered: first.promise,

    /** Tells of every answer that is another than what was read. Returns the unsubscribe. */
    onNews(follow: () => void): () => void {
      followers.add(follow);
      return () => followers.delete(follow);
    },
  };
}

function policyOf(values: Record<string, unknown> | null, isRefused: boolean): Policy {
  const policy = values === null ? noPolicy : parsePolicy(values);
  if (!isRefused) return policy;
  return { ...policy, problems: [...policy.problems, { path: 'settings', code: 'malformed' }] };
}

function patience(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, patienceMs));
}
