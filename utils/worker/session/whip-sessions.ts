import type { Storage } from 'webextension-polyfill';
import type { Settings } from '../../domain/settings/settings.ts';
import type { Request } from '../../signalling/http/http-request.ts';
import { help, within } from '../../async/within.ts';

const key = 'openWhipSessions';

const mostTries = 3;

/** Milliseconds. */
const deadlineMs = 5000;

/** A WHIP session that a server still holds for us. Never in an event, an export or a message to a view. */
export interface OpenWhipSession {
  url: string;
  profileId: string;
}

/** Characters. A server chooses the address, and storage has an end: what is longer is not kept, so it gets no DELETE later. */
const longestUrl = 2048;

/** The newest are kept. */
const mostKept = 50;

/** Milliseconds after which nobody waits any more for a change to be stored. */
const storeMs = 2000;

type Kept = OpenWhipSession & { tries: number };

/** The leftovers of hosts that could not close them. */
export interface Leftovers {
  open(): Promise<OpenWhipSession[]>;
  remove(leftovers: readonly OpenWhipSession[]): Promise<void>;
}

export interface WhipSessionsDeps {
  storage: Pick<Storage.StorageArea, 'get' | 'set'>;
  settings: { loadOrDefaults(): Promise<Settings> };
  request: Request;
}

/**
 * The session URLs of WHIP servers, kept in `storage.local` from the 201 to the answer to the DELETE, so that what a host
 * or a browser that was ended left behind gets its DELETE all the same.
 */
export function createWhipSessions({ storage, settings, request }: WhipSessionsDeps) {
  let queue: Promise<unknown> = Promise.resolve();

  const read = async () => ((await storage.get(key))[key] ?? []) as Kept[];

  /** One change after the other: each reads what the one before has written. */
  function change(how: (kept: Kept[]) => Kept[]): Promise<void> {
    const changed = queue.then(async () => storage.set({ [key]: how(await read()) }));
    queue = within(storeMs, changed);
    return changed;
  }

  const closed = (url: string) => change((kept) => kept.filter((each) => each.url !== url));

  const countTry = (url: string) =>
    change((kept) =>
      kept
        .map((each) => (each.url === url ? { ...each, tries: each.tries + 1 } : each))
        .filter(({ tries }) => tries < mostTries),
    );

  async function remove({ url, profileId }: OpenWhipSession): Promise<void> {
    // Where the storage is full, it is tried more often than that.
    await help(countTry(url), undefined);
    const { profiles } = await settings.loadOrDefaults();
    const profile = profiles.find(({ id }) => id === profileId);
    // The token goes to no other origin than the one that it was entered for.
    const isOwn = profile?.kind === 'whip' && new URL(profile.url).origin === new URL(url).origin;
    const token = isOwn ? profile.token : '';
    const { signal } = new AbortController();
    const answer = await request({ method: 'DELETE', url, token, signal, deadlineMs, judges: () => true });
    // Gone, or not known any more; anything else may be otherwise another time.
    if (answer.status < 300 || answer.status === 404 || answer.status === 410) await closed(url);
  }

  return {
    async opened({ url, profileId }: OpenWhipSession): Promise<void> {
      if (url.length > longestUrl) return;
      const session = { url, profileId, tries: 0 };
      await change((kept) => [...kept.filter((each) => each.url !== url), session].slice(-mostKept));
    },

    closed,

    /** Those that are open now; where no host runs a session they are leftovers. */
    async open(): Promise<OpenWhipSession[]> {
      await queue;
      return read();
    },

    /** Sends each its DELETE. Resolves when all were answered, or given up for this time. */
    async remove(leftovers: readonly OpenWhipSession[]): Promise<void> {
      await Promise.allSettled(leftovers.map(remove));
    },
  };
}
