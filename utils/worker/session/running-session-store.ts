import type { Storage } from 'webextension-polyfill';
import { withoutSecrets } from '../../domain/profiles/profile-secrets.ts';
import { recentLosses } from '../../domain/recovery/resumption-policy.ts';
import type { StartRequest } from '../../domain/session/start-request.ts';
import type { UserChoices } from '../../domain/settings/settings-to-start.ts';
import { help } from '../../async/within.ts';

const requestKey = 'startRequest';
const unconfirmedKey = 'unconfirmedSession';
const lossesKey = 'hostLosses';
const withdrawnKey = 'withdrawnSession';
const unseenKey = 'unseenStart';

/** A Start that no page watches, as by a shortcut. */
export interface UnseenStart {
  sessionId: string;
  /** When it was asked for, in epoch milliseconds. */
  at: number;
}

interface Started {
  sessionId: string;
  request: StartRequest;
}

interface Unconfirmed {
  sessionId: string;
  choices: UserChoices;
}

/**
 * Keeps in `storage.session` what a worker has to know of a session that an earlier worker started: its
 * request without the secrets, what it was started by before it was known what an administrator has set, when
 * its hosts were lost, whether the user has stopped it, and a Start under way that no page watches. The storage ends with the
 * browser. All of it is only a help, so no function here rejects or waits long.
 */
export function createRunningSessionStore(area: Pick<Storage.StorageArea, 'get' | 'set'>) {
  const read = (key: string) => help<unknown>(readNow(key), undefined);
  const readNow = async (key: string) => (await area.get(key))[key];
  const write = (items: Record<string, unknown>) => help(writeNow(items), undefined);
  const writeNow = async (items: Record<string, unknown>) => area.set(items);

  async function unconfirmed(sessionId: string): Promise<UserChoices | null> {
    const noted = (await read(unconfirmedKey)) as Unconfirmed | null | undefined;
    return noted?.sessionId === sessionId ? noted.choices : null;
  }

  return {
    /** `choices` is null where the session's settings are confirmed already. */
    async remember(sessionId: string, request: StartRequest, choices: UserChoices | null): Promise<void> {
      const started: Started = {
        sessionId,
        request: { ...request, profile: withoutSecrets(request.profile) },
      };
      const unconfirmed: Unconfirmed | null = choices && { sessionId, choices };
      await write({ [requestKey]: started, [unconfirmedKey]: unconfirmed, [lossesKey]: [] });
    },

    /**
     * The request that the session was started with, its profile without secrets; null where the session is
     * not known.
     */
    async request(sessionId: string): Promise<StartRequest | null> {
      const started = (await read(requestKey)) as Started | undefined;
      return started?.sessionId === sessionId ? started.request : null;
    },

    /**
     * The choices that the session was started by, where it is not known to be dealt with what an
     * administrator has set; else null.
     */
    unconfirmed,

    /** Has no later host of the session record it. */
    async forbidRecording(sessionId: string): Promise<void> {
      const started = (await read(requestKey)) as Started | undefined;
      if (started?.sessionId !== sessionId) return;
      await write({ [requestKey]: { ...started, request: { ...started.request, recording: 'never' } } });
    },

    /** Notes that what an administrator has set is dealt with for this session. */
    async confirm(sessionId: string): Promise<void> {
      if (await unconfirmed(sessionId)) await write({ [unconfirmedKey]: null });
    },

    /** Notes a lost host. Returns the losses that still count, this one included, in epoch milliseconds. */
    async noteLoss(at: number): Promise<number[]> {
      const before = ((await read(lossesKey)) as number[] | undefined) ?? [];
      const losses = [...recentLosses(before, at), at];
      await write({ [lossesKey]: losses });
      return losses;
    },

    /** Records that the session has been stopped, so that no worker continues it. */
    async withdraw(sessionId: string): Promise<void> {
      await write({ [withdrawnKey]: sessionId });
    },

    /** Notes a Start under way that no page watches; null where it has begun or has failed. */
    async noteUnseenStart(start: UnseenStart | null): Promise<void> {
      await write({ [unseenKey]: start });
    },

    /** The Start that no page watches and that was under way when this, or an earlier, worker noted it last. */
    async unseenStart(): Promise<UnseenStart | null> {
      return ((await read(unseenKey)) as UnseenStart | null | undefined) ?? null;
    },

    async isWithdrawn(sessionId: string): Promise<boolean> {
      return (await read(withdrawnKey)) === sessionId;
    },
  };
}

export type RunningSessionStore = ReturnType<typeof createRunningSessionStore>;
