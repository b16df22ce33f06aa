import { fileURLToPath } from 'node:url';
import { startPeerProcess } from '../../../tests/support/peers/peer-process.ts';

const PROGRAM = fileURLToPath(new URL('whip-process.ts', import.meta.url));

export interface WhipPeerOptions {
  readonly host?: string;
  readonly within?: readonly string[];
}

/** Starts the bench's WHIP server in a process of its own. */
export async function startWhipPeer({ host = '127.0.0.1', within = [] }: WhipPeerOptions = {}) {
  const peer = await startPeerProcess([process.execPath, PROGRAM, host], /^ready (\S+)$/m, { within });
  return {
    url: peer.ready[1] ?? '',
    /** Epoch milliseconds at which requests of a method were complete, oldest first. */
    requestsSince(epochMs: number, method: string): number[] {
      return [...peer.log().matchAll(/^(\d+) (\w+)$/gm)]
        .filter(([, , each]) => each === method)
        .map(([, at]) => Number(at))
        .filter((at) => at >= epochMs);
    },
    [Symbol.asyncDispose]: peer.stop,
  };
}
