import { fileURLToPath } from 'node:url';
import { startPeerProcess } from '../peers/peer-process.ts';
import type { End } from './namespaces.ts';

const PROGRAM = fileURLToPath(new URL('link.py', import.meta.url));

export type Link = Awaited<ReturnType<typeof startLink>>;

/** A link that can be slow and narrow, for kernels without `netem`; it is gone when stopped. */
export async function startLink(one: End, other: End) {
  const ends = [one.namespace.name, one.device, other.namespace.name, other.device];
  const forwarder = await startPeerProcess(['/usr/bin/python3', PROGRAM, ...ends], /^ready$/m);
  return {
    /** Milliseconds from one end to the other. */
    setDelay: (ms: number) => forwarder.tell(`delay ${String(ms)}`),
    /** Bits a second, each way; 0 is no limit. */
    setRate: (bits: number) => forwarder.tell(`rate ${String(bits)}`),
    /** Milliseconds that packets from the first end take longer by chance, up to so many, out of their order. */
    setSpread: (ms: number) => forwarder.tell(`spread ${String(ms)}`),
    stop: forwarder.kill,
  };
}
