import { addressChange, type AddressChange, type LocalAddresses } from '../domain/network-change.ts';

/** What the operating system says; `changed` is a hint that is often wrong. */
export type NetworkHint = 'online' | 'offline' | 'changed';

export interface SessionNetworkDeps {
  /** Returns the unsubscribe. */
  onNetworkHint(follow: (hint: NetworkHint) => void): () => void;
  /** Null where they can't be known. */
  localAddresses(signal: AbortSignal): Promise<LocalAddresses | null>;
}

export interface SessionNetworkOutlets {
  onOnline(online: boolean): void;
  /** The computer has other addresses than at the last look. */
  onAddressChange(change: AddressChange): void;
}

/** Without a hint the addresses are looked at only so often, in milliseconds: a look costs a few of them. */
const everyMs = 5000;

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

  async function compare(): Promise<void> {
    const found = await localAddresses(signal);
    if (signal.aborted) return;
    const change = addressChange(origin, last, found);
    last = found ?? last;
    origin ??= last;
    if (change) onAddressChange(change);
  }

  function look(): void {
    // What a look under way finds may be from before.
    isStale = looking !== null;
    looking ??= compare().finally(() => {
      looking = null;
      if (isStale && !signal.aborted) look();
    });
  }

  const timer = setInterval(look, everyMs);
  const unsubscribe = onNetworkHint((hint) => {
    if (hint !== 'changed') onOnline(hint === 'online');
    look();
  });
  signal.addEventListener('abort', () => {
    clearInterval(timer);
    unsubscribe();
  });
  look();

  return {
    look,
    /** Another connection is in use from now on. */
    settle() {
      origin = last;
    },
  };
}
