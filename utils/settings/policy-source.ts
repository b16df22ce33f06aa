import type { Storage } from 'webextension-polyfill';
import type { Edges } from '../async/edges.ts';
import { isPlainObject, isSame } from '../domain/settings/settings-paths.ts';
import { noPolicy, parsePolicy, type Policy } from '../domain/settings/settings-policy.ts';

/**
 * The key of the copy of `storage.managed` as it was last read: an empty object where there was no policy,
 * absent where it was never read.
 */
export const policyCopyKey = 'policyCopy';

/**
 * Milliseconds to wait for the browser's answer where there is no copy: too short to be noticed, and enough
 * for a browser that has run for a while.
 */
const patienceMs = 20;

export interface PolicySourceDeps extends Pick<Edges, 'after'> {
  local: Pick<Storage.StorageArea, 'get' | 'set'>;
  /**
   * The policy's storage, which does not answer in the first two to three seconds after the browser's start
   * (measured with Chromium 156).
   */
  managed: Pick<Storage.StorageArea, 'get' | 'onChanged'>;
}

/** An administrator's policy, as far as it is known by now. */
export interface KnownPolicy {
  policy: Policy;
  /**
   * Whether the browser has answered since this page or worker began; else `values` is the copy of its last
   * answer.
   */
  isAnswer: boolean;
  /** Whether the copy holds a policy; null where there is no copy, so that nothing is known. */
  copyHasPolicy: boolean | null;
}

/** The browser's answer; `values` is null where the browser refused to read the policy. */
type Answer = { values: Record<string, unknown> | null };

/**
 * Reads the policy in `storage.managed`, and keeps a copy of it in `storage.local` that stands in while the
 * browser does not answer. Where the browser refuses, the copy stays in force, so that what it locks stays
 * locked.
 */
export function createPolicySource({ local, managed, after }: PolicySourceDeps) {
  let asked = 0;
  let answered = 0;
  let known: Answer | null = null;
  const first = Promise.withResolvers<undefined>();
  /**
   * The values that {@link read} gave last, so that only different values are news; undefined before the
   * first read.
   */
  let given: unknown;
  const followers = new Set<() => void>();

  const patience = () => new Promise<void>((resolve) => after(patienceMs, resolve));

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
      // The copy only helps the next start of the browser, so a failure to store it is ignored.
    }
  }

  return {
    /**
     * Reads the policy, and the members of `stored` beside it, without waiting for longer than it takes to
     * paint a page.
     */
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

    /** Resolves with the browser's first answer or refusal; stays pending where the browser never answers. */
    answered: first.promise,

    /** Calls `follow` for every answer that differs from what was last read. Returns the unsubscribe. */
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
