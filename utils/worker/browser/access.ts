import type { Permissions as HostPermissions, Storage } from 'webextension-polyfill';
import { hostPermission } from '../../domain/profiles/server-url.ts';
import type { Profile } from '../../domain/profiles/profile.ts';

const grantedKey = 'microphoneWasGranted';

export interface AccessDeps {
  /** The web's permissions: the microphone. */
  permissions: Pick<Permissions, 'query'>;
  /** The extension's permissions: server origins. */
  hostPermissions: Pick<HostPermissions.Static, 'contains' | 'request'>;
  storage: Pick<Storage.StorageArea, 'get' | 'set'>;
}

/** What the browser lets us use: the microphone, and the origins of servers. */
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

    /** From now on a missing permission means that a grant has ended. */
    rememberMicrophoneGrant: async (): Promise<void> => storage.set({ [grantedKey]: true }),

    async hasServer(profile: Profile): Promise<boolean> {
      if (profile.kind === 'loopback') return true;
      return hostPermissions.contains({ origins: [hostPermission(profile.url)] });
    },

    /** As {@link requestServer}, for an address that is not yet a profile's. */
    requestOrigin: async (url: string): Promise<boolean> =>
      hostPermissions.request({ origins: [hostPermission(url)] }),

    /** Chrome shows the question only within a user gesture, so nothing may be awaited before. */
    async requestServer(profile: Profile): Promise<boolean> {
      if (profile.kind === 'loopback') return true;
      return hostPermissions.request({ origins: [hostPermission(profile.url)] });
    },
  };
}
