import { addressChange, type AddressChange, type LocalAddresses } from '../../domain/link/network-change.ts';

/** What the operating system says; `changed` is a hint that is often wrong. */
export type NetworkHint = 'online' | 'offline' | 'changed';

export interface SessionNetworkDeps {
  /** Returns the unsubscribe. */
  onNetworkHint(follow: (hint: NetworkHint) => void): () => void;
  /** Null where they can't be known. `isNews` where they may have changed a moment ago, which costs more to see. */
  localAddresses(signal: AbortSignal, isNews: boolean): Promise<LocalAddresses | null>;
}

export interface SessionNetworkOutlets {
  onOnline(online: boolean): void;
  /** The computer has other addresses than at the last look; null where it only is online again. */
  onAddressChange(change: AddressChange | null): void;
}

/**
 * Without a hint the addresses are looked at only so often, in milliseconds: each look makes a connection of its own, and an
 * address that has gone is noticed by the silence on it.
 */
const everyMs = 15_000;

/** Follows the computer's network: what the operating system says, and which addresses there are. */
export function followNetwork(
  { onNetworkHint, localAddresses }: SessionNetworkDeps,
  { onOnline, onAddressChange }: SessionNetworkOutlets,
  signal: AbortSignal,
) {
  /** When the connection in use was made, and at the last look. */
  let origin: LocalAddresses | null = null;
  let last: LocalAddresses | null = null;
  let looking: Promise<void> | null = null;
  let isStale = false;
  let isBack = false;
  let timer: ReturnType<typeof setInterval> | undefined;

  /** A look that fails has found nothing, and the next one may. */
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
    // What a look under way finds may be from before.
    isStale = looking !== null;
    looking ??= compare(isNews).finally(() => {
      looking = null;
      const again = isStale;
      isStale = false;
      if (again && !signal.aborted) look(true);
    });
  }

  function follow(isNews: boolean): void {
    // A look that costs less sees only later what one that costs more has seen, and would take it for another change.
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
    /** Another path is in use from now on, made with the addresses of now. */
    settle() {
      origin = null;
      last = null;
      lookNow();
    },
  };
}
