import { fileURLToPath } from 'node:url';
import { startPeerProcess } from '../peers/peer-process.ts';

const PROGRAM = fileURLToPath(new URL('sniff.py', import.meta.url));

export interface WireFact {
  /** Epoch milliseconds at which the kernel delivered the packet. */
  readonly at: number;
  /**
   * The kind of packet: `probe` is an RTP packet of padding alone, `stray` is audio for a port at which no
   * program listens any more. Audio is reported once for each RTP timestamp, other kinds only the first time
   * between two ports, DTLS each time.
   */
  readonly kind: 'stun' | 'dtls' | 'probe' | 'audio' | 'stray';
  /** The length of the packet without the headers of IP and UDP. */
  readonly bytes: number;
}

/** Reads the packets that arrive at the far end of the wire. */
export async function startSniffer(within: readonly string[]) {
  const sniffer = await startPeerProcess(['/usr/bin/python3', PROGRAM], /^ready$/m, { within });
  const factsSince = (epochMs: number): WireFact[] => {
    const facts = [...sniffer.log().matchAll(/^([\d.]+) (stun|dtls|probe|audio|stray) .* (\d+)$/gm)];
    return facts
      .map(([, at, kind, bytes]) => ({
        at: Number(at),
        kind: kind as WireFact['kind'],
        bytes: Number(bytes),
      }))
      .filter(({ at }) => at >= epochMs);
  };
  return {
    /** The packets that arrived from a time on, oldest first. */
    factsSince,
    /** Epoch milliseconds of received audio, one for each 20 ms, oldest first. */
    audioSince: (epochMs: number): number[] =>
      factsSince(epochMs).flatMap(({ at, kind }) => (kind === 'audio' ? [at] : [])),
    [Symbol.asyncDispose]: sniffer.kill,
  };
}
