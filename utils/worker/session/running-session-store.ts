import type { Storage } from 'webextension-polyfill';
import { withoutSecrets } from '../../domain/profiles/profile-secrets.ts';
import { recentLosses } from '../../domain/recovery/resumption-policy.ts';
import type { StartRequest } from '../../domain/session/start-request.ts';
import { help } from '../../async/within.ts';

const requestKey = 'startRequest';
const lossesKey = 'hostLosses';
const withdrawnKey = 'withdrawnSession';

interface Started {
  sessionId: string;
  request: StartRequest;
}

/**
 * What a worker has to know of a session that another worker has started, in `storage.session`: what it was started with,
 * but for its secrets, when its hosts were lost, and whether the user has stopped it. Ends with the browser. All of it is a
 * help: nothing here rejects, or waits long.
 */
export function createRunningSessionStore(area: Pick<Storage.StorageArea, 'get' | 'set'>) {
  const read = (key: string) => help<unknown>(readNow(key), undefined);
  const readNow = async (key: string) => (await area.get(key))[key];
  const write = (items: Record<string, unknown>) => help(writeNow(items), undefined);
  const writeNow = async (items: Record<string, unknown>) => area.set(items);

  return {
    async remember(sessionId: string, request: StartRequest): Promise<void> {
      const started: Started = {
        sessionId,
        request: { ...request, profile: withoutSecrets(request.profile) },
      };
      await write({ [requestKey]: started, [lossesKey]: [] });
    },

    /** Its profile is without secrets; null where nothing is known of this session. */
    async request(sessionId: string): Promise<StartRequest | null> {
      const started = (await read(requestKey)) as Started | undefined;
      return started?.sessionId === sessionId ? started.request : null;
    },

    /** Returns the losses that still count, this one included: epoch milliseconds. */
    async noteLoss(at: number): Promise<number[]> {
      const before = ((await read(lossesKey)) as number[] | undefined) ?? [];
      const losses = [...recentLosses(before, at), at];
      await write({ [lossesKey]: losses });
      return losses;
    },

    /** From now on nothing goes on with this session. */
    async withdraw(sessionId: string): Promise<void> {
      await write({ [withdrawnKey]: sessionId });
    },

    async isWithdrawn(sessionId: string): Promise<boolean> {
      return (await read(withdrawnKey)) === sessionId;
    },
  };
}

export type RunningSessionStore = ReturnType<typeof createRunningSessionStore>;
