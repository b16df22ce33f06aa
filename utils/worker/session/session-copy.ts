import type { Management, Storage, Windows } from 'webextension-polyfill';
import { mayBeRevived, type Sighting } from '../../domain/recovery/resumption-policy.ts';
import type { SessionState } from '../../domain/session/session-state.ts';
import { stateIn } from './last-state-store.ts';

const key = 'sessionCopy';

type Copy = Sighting & { content: Record<string, unknown> };

export interface SessionCopyDeps {
  session: Pick<Storage.StorageArea, 'get' | 'set'>;
  local: Pick<Storage.StorageArea, 'get' | 'set' | 'remove'>;
  windows: Pick<Windows.Static, 'getAll'>;
  management: Pick<Management.Static, 'getSelf'>;
  /** Epoch milliseconds. */
  now(): number;
}

/**
 * A copy of `storage.session` in `storage.local` for as long as a session is live, where an administrator has installed the
 * extension. A browser empties the first when it unloads an extension, which it also does when the process of its pages has
 * crashed: what is loaded again would know nothing of the session that it is to go on with. Elsewhere a user may have
 * switched the extension off and on, which looks the same from inside: nothing is gone on with unasked there.
 */
export function createSessionCopy({ session, local, windows, management, now }: SessionCopyDeps) {
  const windowIds = async () => (await windows.getAll()).flatMap(({ id }) => id ?? []);
  // No user can switch off what an administrator has installed.
  const isByAdministrator = async () => (await management.getSelf()).installType === 'admin';

  return {
    /** Once the state is in `storage.session`. */
    async keep({ phase }: SessionState): Promise<void> {
      if ((phase !== 'live' && phase !== 'recovering') || !(await isByAdministrator())) {
        return local.remove(key);
      }
      const copy: Copy = { content: await session.get(), windowIds: await windowIds(), at: now() };
      await local.set({ [key]: copy });
    },

    /** Puts it back where it was cut off a moment ago, in this run of the browser. Returns whether it did. */
    async revive(): Promise<boolean> {
      if (!(await isByAdministrator())) return false;
      const copy = (await local.get(key))[key] as Copy | undefined;
      if (!copy || !stateIn(copy.content) || !mayBeRevived(copy, await windowIds(), now())) return false;
      await session.set(copy.content);
      return true;
    },
  };
}
