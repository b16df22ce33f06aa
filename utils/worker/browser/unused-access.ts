import type { Storage } from 'webextension-polyfill';
import { profileOrigins } from '../../domain/profiles/profile-origins.ts';
import { isSame } from '../../domain/settings/settings-paths.ts';
import { parseSettings, type Settings } from '../../domain/settings/settings.ts';

const key = 'profileOrigins';

export interface UnusedAccessDeps {
  storage: Pick<Storage.StorageArea, 'get' | 'set'>;
  settings: { loadWithPolicy(): Promise<Settings | null> };
  access: { giveBack(origins: readonly string[]): Promise<void> };
  /** Whether nothing runs that may still use a server of a removed profile. */
  isIdle(): Promise<boolean>;
}

/**
 * Gives access to servers back once no profile uses it, whoever removed the profile: a page, an import, or an administrator's
 * policy, perhaps while the browser was closed. The match patterns of the profiles are remembered for that; access that
 * was never a profile's (a TURN service, what is asked for before a profile is saved) stays.
 */
export function createUnusedAccess({ storage, settings, access, isIdle }: UnusedAccessDeps) {
  let queue: Promise<void> = Promise.resolve();
  /** The match patterns of profiles that came or went since the last check. */
  const seen = new Set<string>();

  async function check(): Promise<void> {
    const now = await settings.loadWithPolicy();
    if (now === null) return;
    const used = profileOrigins(now.profiles);
    const stored: unknown = (await storage.get(key))[key];
    const known = Array.isArray(stored) ? stored.map(String) : [];
    const unused = [...new Set([...known, ...seen])].filter((origin) => !used.has(origin));
    seen.clear();
    const isReturned = unused.length > 0 && (await isIdle());
    if (isReturned) await access.giveBack(unused);
    const next = [...used, ...(isReturned ? [] : unused)].toSorted();
    if (!isSame(known, next)) await storage.set({ [key]: next });
  }

  return {
    /** Takes stored settings, before or after a change: a profile may exist for less time than a check takes. */
    note(stored: unknown): void {
      const reading = parseSettings(stored);
      if (stored === undefined || !reading.ok) return;
      for (const origin of profileOrigins(reading.settings.profiles)) seen.add(origin);
    },

    /** Looks for access that has no use any more. Called when the worker begins, when settings change, and when a session ends. */
    check(this: void): Promise<void> {
      queue = queue.then(check, check);
      return queue;
    },
  };
}
