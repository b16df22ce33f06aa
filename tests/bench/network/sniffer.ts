import { fileURLToPath } from 'node:url';
import { startPeerProcess } from '../../support/peers/peer-process.ts';

const PROGRAM = fileURLToPath(new URL('sniff.py', import.meta.url));

export interface WireFact {
  /** Epoch milliseconds at which the kernel delivered the packet. */
  readonly at: number;
  /** `probe` is an RTP packet of padding alone; only the first of each kind between two ports is told, DTLS each time. */
  readonly kind: 'stun' | 'dtls' | 'probe' | 'audio';
}

/** Reads what arrives at the far end of the wire. */
export async function startSniffer(within: readonly string[]) {
  const sniffer = await startPeerProcess(['/usr/bin/python3', PROGRAM], /^ready$/m, { within });
  return {
    /** What arrived from a time on, oldest first. */
    factsSince(epochMs: number): WireFact[] {
      const facts = [...sniffer.log().matchAll(/^([\d.]+) (stun|dtls|probe|audio) /gm)];
      return facts
        .map(([, at, kind]) => ({ at: Number(at), kind: kind as WireFact['kind'] }))
        .filter(({ at }) => at >= epochMs);
    },
    [Symbol.asyncDispose]: sniffer.kill,
  };
}
