import type { Permissions as HostPermissions, Storage } from 'webextension-polyfill';
import { profileOrigins } from '../../domain/profiles/profile-origins.ts';
import { hostPermission } from '../../domain/profiles/server-url.ts';
import type { Profile } from '../../domain/profiles/profile.ts';

const grantedKey = 'microphoneWasGranted';

export interface AccessDeps {
  /** The web's Permissions API, asked about the microphone. */
  permissions: Pick<Permissions, 'query'>;
  /** The extension's own permissions, asked about the origins of servers. */
  hostPermissions: Pick<HostPermissions.Static, 'contains' | 'request' | 'getAll' | 'remove'>;
  storage: Pick<Storage.StorageArea, 'get' | 'set'>;
}

/**
 * Knows and requests the access that the browser grants: to the microphone, and to the origins of servers.
 */
export function createAccess({ permissions, hostPermissions, storage }: AccessDeps) {
  const queryMicrophone = () => permissions.query({ name: 'microphone' });

  return {
    async microphone(): Promise<PermissionState> {
      return (await queryMicrophone()).state;
    },

    onMicrophoneChange(follow: (state: PermissionState) => void): () => void {
      const aborter = new AbortController();
      void queryMicrophone().then((status) => {
        status.addEventListener('change', () => follow(status.state), { signal: aborter.signal });
      });
      return () => {
        aborter.abort();
      };
    },

    async microphoneWasGranted(): Promise<boolean> {
      return (await storage.get(grantedKey))[grantedKey] === true;
    },

    /**
     * Remembers that the microphone was granted: from now on a missing permission means that a grant has
     * ended.
     */
    rememberMicrophoneGrant: async (): Promise<void> => storage.set({ [grantedKey]: true }),

    /** Whether the extension has host permission for an address. */
    hasOrigin: async (url: string): Promise<boolean> =>
      hostPermissions.contains({ origins: [hostPermission(url)] }),

    /** Whether the extension has host permission for a profile's own server; sessions need no other. */
    async hasServer(profile: Profile): Promise<boolean> {
      if (profile.kind === 'loopback') return true;
      return hostPermissions.contains({ origins: [hostPermission(profile.url)] });
    },

    /** Does what {@link requestServer} does, for an address that does not belong to a profile yet. */
    requestOrigin: async (url: string): Promise<boolean> =>
      hostPermissions.request({ origins: [hostPermission(url)] }),

    /** Asks for host permission for all of these match patterns. Call it in a user gesture, before any await. */
    requestPatterns: async (origins: readonly string[]): Promise<boolean> =>
      hostPermissions.request({ origins: [...origins] }),

    /** The match patterns of all granted servers, in order. */
    async origins(): Promise<string[]> {
      return ((await hostPermissions.getAll()).origins ?? []).toSorted();
    },

    /** Removes host permissions; the browser may refuse for what a policy has granted. */
    async giveBack(origins: readonly string[]): Promise<void> {
      if (origins.length > 0) await hostPermissions.remove({ origins: [...origins] }).catch(() => false);
    },

    /**
     * Asks for host permission for a profile's server and its batch endpoint. Chrome shows the prompt only within a
     * user gesture, so nothing may be awaited before the call.
     */
    async requestServer(profile: Profile): Promise<boolean> {
      if (profile.kind === 'loopback') return true;
      return hostPermissions.request({ origins: [...profileOrigins([profile])] });
    },
  };
}
