import { addressChange, type AddressChange, type LocalAddresses } from '../../domain/link/network-change.ts';

/** A hint of the operating system; `changed` is often wrong. */
export type NetworkHint = 'online' | 'offline' | 'changed';

export interface SessionNetworkDeps {
  /** Follows the hints. Returns the unsubscribe. */
  onNetworkHint(follow: (hint: NetworkHint) => void): () => void;
  /**
   * The computer's addresses; null where they can't be known. `isNews` where they may have changed a moment
   * ago, which makes the reading more costly.
   */
  localAddresses(signal: AbortSignal, isNews: boolean): Promise<LocalAddresses | null>;
}

export interface SessionNetworkOutlets {
  onOnline(online: boolean): void;
  /**
   * Called when the computer has other addresses than at the last reading; null where it is only online again.
   */
  onAddressChange(change: AddressChange | null): void;
}

/**
 * Milliseconds between two readings of the addresses without a hint: each reading makes a connection of its own,
 * and the silence on a path shows that its address has gone.
 */
const everyMs = 15_000;

/** Follows the computer's network: the operating system's hints, and the addresses. */
export function followNetwork(
  { onNetworkHint, localAddresses }: SessionNetworkDeps,
  { onOnline, onAddressChange }: SessionNetworkOutlets,
  signal: AbortSignal,
) {
  /** The addresses when the connection in use was made, and those at the last reading. */
  let origin: LocalAddresses | null = null;
  let last: LocalAddresses | null = null;
  let reading: Promise<void> | null = null;
  let isStale = false;
  let isBack = false;
  let timer: ReturnType<typeof setInterval> | undefined;

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
    if (change || isBack) onAddressChange(change === 'gone' && isBack ? null : change);
    isBack = false;
  }

  function read(isNews: boolean): void {
    // A reading under way may find the addresses of before.
    isStale = reading !== null;
    reading ??= compare(isNews).finally(() => {
      reading = null;
      const again = isStale;
      isStale = false;
      if (again && !signal.aborted) read(true);
    });
  }

  function follow(isNews: boolean): void {
    // A cheap reading sees a change later than a costly one, and would take it for another change.
    clearInterval(timer);
    timer = setInterval(() => read(false), everyMs);
    read(isNews);
  }
  const readNow = () => follow(true);

  const unsubscribe = onNetworkHint((hint) => {
    if (hint !== 'changed') {
      isBack = hint === 'online';
      onOnline(isBack);
    }
    readNow();
  });
  signal.addEventListener('abort', () => {
    clearInterval(timer);
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
