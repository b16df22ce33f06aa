import type { Edges } from '../../async/edges.ts';
import { addressChange, type LocalAddresses } from '../../domain/link/network-change.ts';
import type { LinkReading, SessionFact } from '../../domain/session/session-fact.ts';

/** A hint of the operating system; `changed` is often wrong. */
export type NetworkHint = 'online' | 'offline' | 'changed';

export interface SessionNetworkDeps extends Pick<Edges, 'every'> {
  /** Follows the hints. Returns the unsubscribe. */
  onNetworkHint(follow: (hint: NetworkHint) => void): () => void;
  /**
   * The computer's addresses; null where they can't be known. `isNews` where they may have changed a moment
   * ago, which makes the reading more costly.
   */
  localAddresses(signal: AbortSignal, isNews: boolean): Promise<LocalAddresses | null>;
}

export interface SessionNetworkOutlets {
  /** What is known of the link that a change may cost. */
  link(): LinkReading;
  dispatch(fact: Extract<SessionFact, { type: 'network-changed' | 'addresses-changed' }>): void;
}

/**
 * Milliseconds between two readings of the addresses without a hint: each reading makes a connection of its own,
 * and the silence on a path shows that its address has gone.
 */
const everyMs = 15_000;

/** Follows the computer's network: the operating system's hints, and the addresses. */
export function followNetwork(
  { every, onNetworkHint, localAddresses }: SessionNetworkDeps,
  { link, dispatch }: SessionNetworkOutlets,
  signal: AbortSignal,
) {
  /** The addresses when the connection in use was made, and at the last reading. */
  let origin: LocalAddresses | null = null;
  let last: LocalAddresses | null = null;
  let reading: Promise<void> | null = null;
  let isStale = false;
  let isBack = false;
  let stop: () => void = () => undefined;

  /** Reads the addresses; a reading that fails has found nothing, and the next one may succeed. */
  async function addresses(isNews: boolean): Promise<LocalAddresses | null> {
    try {
      return await localAddresses(signal, isNews);
    } catch {
      return null;
    }
  }

  async function compare(isNews: boolean): Promise<void> {
    const found = await addresses(isNews);
    if (signal.aborted || isStale) return;
    const change = addressChange(origin, last, found);
    last = found ?? last;
    origin ??= last;
    const told = change === 'gone' && isBack ? null : change;
    if (change || isBack) dispatch({ type: 'addresses-changed', change: told, link: link() });
    isBack = false;
  }

  function read(isNews: boolean): void {
    // A reading under way may still find the previous addresses.
    isStale = reading !== null;
    reading ??= compare(isNews).finally(() => {
      reading = null;
      const again = isStale;
      isStale = false;
      if (again && !signal.aborted) read(true);
    });
  }

  function follow(isNews: boolean): void {
    // A cheap reading sees a change later than a costly one, and would take it for a second change.
    stop();
    stop = every(everyMs, () => read(false));
    read(isNews);
  }
  const readNow = () => follow(true);

  const unsubscribe = onNetworkHint((hint) => {
    if (hint !== 'changed') {
      isBack = hint === 'online';
      dispatch({ type: 'network-changed', online: isBack, link: link() });
    }
    readNow();
  });
  signal.addEventListener('abort', () => {
    stop();
    unsubscribe();
  });
  follow(false);

  return {
    read: readNow,
    /** Notes that another path is in use, which was made with the present addresses. */
    pathChanged() {
      origin = null;
      last = null;
      readNow();
    },
  };
}
