import type { Storage } from 'webextension-polyfill';
import { withoutSecrets } from '../domain/profile-secrets.ts';
import { recentLosses } from '../domain/resumption-policy.ts';
import type { StartRequest } from '../domain/start-request.ts';

const requestKey = 'startRequest';
const lossesKey = 'hostLosses';

/**
 * What it takes to go on with the running session in another host, in `storage.session`: what the session was started
 * with, but for its secrets, and when its hosts were lost. Ends with the browser.
 */
export function createRunningSessionStore(area: Pick<Storage.StorageArea, 'get' | 'set'>) {
  const read = async (key: string) => (await area.get(key))[key];

  return {
    remember: (request: StartRequest): Promise<void> =>
      area.set({ [requestKey]: { ...request, profile: withoutSecrets(request.profile) }, [lossesKey]: [] }),

    /** Its profile is without secrets; null where nothing was started since the browser was. */
    request: async () => ((await read(requestKey)) as StartRequest | undefined) ?? null,

    /** Returns the losses that still count, this one included: epoch milliseconds. */
    async noteLoss(at: number): Promise<number[]> {
      const before = ((await read(lossesKey)) as number[] | undefined) ?? [];
      const losses = [...recentLosses(before, at), at];
      await area.set({ [lossesKey]: losses });
      return losses;
    },
  };
}
