import type { Edges } from '../../async/edges.ts';
import type { Management, Storage, Windows } from 'webextension-polyfill';
import { mayBeRevived, type Sighting } from '../../domain/recovery/resumption-policy.ts';
import type { SessionState } from '../../domain/session/session-state.ts';
import { stateIn } from './last-state-store.ts';

const key = 'sessionCopy';

type Copy = Sighting & { content: Record<string, unknown> };

export interface SessionCopyDeps extends Pick<Edges, 'now'> {
  session: Pick<Storage.StorageArea, 'get' | 'set'>;
  local: Pick<Storage.StorageArea, 'get' | 'set' | 'remove'>;
  windows: Pick<Windows.Static, 'getAll'>;
  management: Pick<Management.Static, 'getSelf'>;
}

/**
 * Copies `storage.session` into `storage.local` while a session is live, where an administrator has installed
 * the extension. The browser empties `storage.session` when it unloads an extension, which also happens when
 * the process of its pages has crashed; without the copy, the reloaded extension would not know of the
 * session that it is to continue. Elsewhere, a user may have switched the extension off and on, which looks
 * the same from inside, so no session is continued unasked there.
 */
export function createSessionCopy({ session, local, windows, management, now }: SessionCopyDeps) {
  const windowIds = async () => (await windows.getAll()).flatMap(({ id }) => id ?? []);
  // A user cannot switch off an extension that an administrator has installed.
  const isByAdministrator = async () => (await management.getSelf()).installType === 'admin';

  return {
    /** Updates the copy. To be called after the state was written into `storage.session`. */
    async keep({ phase }: SessionState): Promise<void> {
      if ((phase !== 'live' && phase !== 'recovering') || !(await isByAdministrator())) {
        return local.remove(key);
      }
      const copy: Copy = { content: await session.get(), windowIds: await windowIds(), at: now() };
      await local.set({ [key]: copy });
    },

    /**
     * Restores the copy where the session was cut off a moment ago in this run of the browser. Returns
     * whether it did.
     */
    async revive(): Promise<boolean> {
      if (!(await isByAdministrator())) return false;
      const copy = (await local.get(key))[key] as Copy | undefined;
      if (!copy || !stateIn(copy.content) || !mayBeRevived(copy, await windowIds(), now())) return false;
      await session.set(copy.content);
      return true;
    },
  };
}
