import { fileURLToPath } from 'node:url';
import { startPeerProcess } from '../peers/peer-process.ts';
import type { End } from './namespaces.ts';

const PROGRAM = fileURLToPath(new URL('link.py', import.meta.url));

export type Link = Awaited<ReturnType<typeof startLink>>;

/** Starts a link that can be slow and narrow, for kernels without `netem`; it is removed when stopped. */
export async function startLink(one: End, other: End) {
  const ends = [one.namespace.name, one.device, other.namespace.name, other.device];
  const forwarder = await startPeerProcess(['/usr/bin/python3', PROGRAM, ...ends], /^ready$/m);
  return {
    /** Sets how long a packet takes from one end of the link to the other, in milliseconds. */
    setDelay: (ms: number) => forwarder.tell(`delay ${String(ms)}`),
    /** Sets the bits per second in each direction; 0 for no limit. */
    setRate: (bits: number) => forwarder.tell(`rate ${String(bits)}`),
    /**
     * Delays each packet from the first end by a random time up to so many milliseconds, so that packets
     * change their order.
     */
    setSpread: (ms: number) => forwarder.tell(`spread ${String(ms)}`),
    /** Sets the share of the time, from 0 to 1, that bursts of 100 ms take up in which nothing passes, either way. */
    setBursts: (share: number) => forwarder.tell(`bursts ${String(share)}`),
    stop: forwarder.kill,
  };
}
