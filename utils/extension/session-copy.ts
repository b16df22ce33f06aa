import type { Storage, Windows } from 'webextension-polyfill';
import { mayBeRevived, type Sighting } from '../domain/resumption-policy.ts';
import type { SessionState } from '../domain/session-state.ts';

const key = 'sessionCopy';

type Copy = Sighting & { content: Record<string, unknown> };

export interface SessionCopyDeps {
  session: Pick<Storage.StorageArea, 'get' | 'set'>;
  local: Pick<Storage.StorageArea, 'get' | 'set' | 'remove'>;
  windows: Pick<Windows.Static, 'getAll'>;
  /** Epoch milliseconds. */
  now(): number;
}

/**
 * A copy of `storage.session` in `storage.local` for as long as a session is live. A browser empties the first when it
 * unloads an extension, which it also does when the process of its pages has crashed: what is loaded again would know
 * nothing of the session that it is to go on with.
 */
export function createSessionCopy({ session, local, windows, now }: SessionCopyDeps) {
  const windowIds = async () => (await windows.getAll()).flatMap(({ id }) => id ?? []);

  return {
    /** Once the state is in `storage.session`. */
    async keep({ phase }: SessionState): Promise<void> {
      if (phase !== 'live' && phase !== 'recovering') return local.remove(key);
      const copy: Copy = { content: await session.get(), windowIds: await windowIds(), at: now() };
      await local.set({ [key]: copy });
    },

    /** Puts it back where it was cut off a moment ago, in this run of the browser. Returns whether it did. */
    async revive(): Promise<boolean> {
      const copy = (await local.get(key))[key] as Copy | undefined;
      if (!copy || !mayBeRevived(copy, await windowIds(), now())) return false;
      await session.set(copy.content);
      return true;
    },
  };
}
