import { addressChange, type AddressChange, type LocalAddresses } from '../../domain/link/network-change.ts';

/** A hint of the operating system; `changed` is often wrong. */
export type NetworkHint = 'online' | 'offline' | 'changed';

export interface SessionNetworkDeps {
  /** Follows the hints. Returns the unsubscribe. */
  onNetworkHint(follow: (hint: NetworkHint) => void): () => void;
  /**
   * The computer's addresses; null where they can't be known. `isNews` where they may have changed a moment
   * ago, which makes the look more costly.
   */
  localAddresses(signal: AbortSignal, isNews: boolean): Promise<LocalAddresses | null>;
}

export interface SessionNetworkOutlets {
  onOnline(online: boolean): void;
  /**
   * Called when the computer has other addresses than at the last look; null where it is only online again.
   */
  onAddressChange(change: AddressChange | null): void;
}

/**
 * Milliseconds between two looks at the addresses without a hint: each look makes a connection of its own,
 * and the silence on a path shows that its address has gone.
 */
const everyMs = 15_000;

/** Follows the computer's network: the operating system's hints, and the addresses. */
export function followNetwork(
  { onNetworkHint, localAddresses }: SessionNetworkDeps,
  { onOnline, onAddressChange }: SessionNetworkOutlets,
  signal: AbortSignal,
) {
  /** The addresses when the connection in use was made, and those at the last look. */
  let origin: LocalAddresses | null = null;
  let last: LocalAddresses | null = null;
  let looking: Promise<void> | null = null;
  let isStale = false;
  let isBack = false;
  let timer: ReturnType<typeof setInterval> | undefined;

  /** Looks at the addresses; a look that fails has found nothing, and the next one may succeed. */
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

  function look(isNews: boolean): void {
    // A look under way may find the addresses of before.
    isStale = looking !== null;
    looking ??= compare(isNews).finally(() => {
      looking = null;
      const again = isStale;
      isStale = false;
      if (again && !signal.aborted) look(true);
    });
  }

  function follow(isNews: boolean): void {
    // A cheap look sees a change later than a costly one, and would take it for another change.
    clearInterval(timer);
    timer = setInterval(() => look(false), everyMs);
    look(isNews);
  }
  const lookNow = () => follow(true);

  const unsubscribe = onNetworkHint((hint) => {
    if (hint !== 'changed') {
      isBack = hint === 'online';
      onOnline(isBack);
    }
    lookNow();
  });
  signal.addEventListener('abort', () => {
    clearInterval(timer);
    unsubscribe();
  });
  follow(false);

  return {
    look: lookNow,
    /** Notes that another path is in use, which was made with the present addresses. */
    settle() {
      origin = null;
      last = null;
      lookNow();
    },
  };
}
