import type { Storage } from 'webextension-polyfill';
import { noCredentials } from '../../domain/profiles/authorization.ts';
import { sessionUrlUse } from '../../domain/profiles/session-url.ts';
import type { Settings } from '../../domain/settings/settings.ts';
import type { Request } from '../../signalling/http/http-request.ts';
import { help, within } from '../../async/within.ts';

const key = 'openWhipSessions';

const mostTries = 3;

/** Milliseconds to wait for the answer to a DELETE. */
const deadlineMs = 5000;

/**
 * A WHIP session that a server still holds for us. Its URL never goes into an event, an export or a message
 * to a view.
 */
export interface OpenWhipSession {
  url: string;
  profileId: string;
}

/**
 * The longest session URL to keep, in characters. A server chooses the URL and the storage is limited: a
 * session with a longer one gets no DELETE later.
 */
const longestUrl = 2048;

/** The number of sessions to keep; the oldest are dropped first. */
const mostKept = 50;

/** Milliseconds to wait for a change to be stored. */
const storeMs = 2000;

type Kept = OpenWhipSession & { tries: number };

/** Sessions left open at servers by hosts that could not close them. */
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
 * Keeps the session URLs of WHIP servers in `storage.local` from the 201 to the answer to the DELETE (RFC
 * 9725), so that a session is closed at its server even after its host or the browser was ended.
 */
export function createWhipSessions({ storage, settings, request }: WhipSessionsDeps) {
  let queue: Promise<unknown> = Promise.resolve();

  const read = async () => ((await storage.get(key))[key] ?? []) as Kept[];

  /**
   * Changes the stored list, one change after the other, because each reads what the one before has written.
   */
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
    // Where the storage is full, the tries are not counted and the session gets more of them.
    await help(countTry(url), undefined);
    const { profiles } = await settings.loadOrDefaults();
    const profile = profiles.find(({ id }) => id === profileId);
    const isOwn = profile?.kind === 'whip' && sessionUrlUse(url, profile, []) === 'with-credentials';
    const credentials = isOwn ? profile : noCredentials;
    const { signal } = new AbortController();
    const answer = await request({
      method: 'DELETE',
      url,
      credentials,
      signal,
      deadlineMs,
      judges: () => true,
    });
    // The session is closed, or the server does not know it any more; any other answer may be different next
    // time.
    if (answer.status < 300 || answer.status === 404 || answer.status === 410) await closed(url);
  }

  return {
    async opened({ url, profileId }: OpenWhipSession): Promise<void> {
      if (url.length > longestUrl) return;
      const session = { url, profileId, tries: 0 };
      await change((kept) => [...kept.filter((each) => each.url !== url), session].slice(-mostKept));
    },

    closed,

    /** The sessions that are open at servers; where no host runs a session, all of them are leftovers. */
    async open(): Promise<OpenWhipSession[]> {
      await queue;
      return read();
    },

    /** Sends a DELETE for each session. Resolves when all were answered, or given up for this time. */
    async remove(leftovers: readonly OpenWhipSession[]): Promise<void> {
      await Promise.allSettled(leftovers.map(remove));
    },
  };
}
