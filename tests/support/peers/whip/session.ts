import { randomUUID } from 'node:crypto';
import type { WrtcHost } from '../wrtc-host.ts';
import { parseSdpFragment, withIceOf, type SdpFragment } from './sdp-fragment.ts';

export type WhipSession = Awaited<ReturnType<typeof createWhipSession>>;

/** One WHIP session: its peer connection, its entity tag, and the offer that ICE restarts build upon. */
export async function createWhipSession(host: WrtcHost, firstOffer: string, path: (id: string) => string) {
  const id = randomUUID();
  const { peer, answer } = await host.answer({ offer: firstOffer });
  let offer = firstOffer;
  let tag = randomUUID();
  let forgotten = false;
  let deletedAt: number | undefined;
  let restarts = 0;
  return {
    id,
    /** The path of the session URL. */
    path: path(id),
    /** The answer to the first offer. */
    answer,
    /** The entity tag, with its quotes. */
    etag: () => `"${tag}"`,
    /** Every connectionState so far. */
    states: peer.states,
    connectionState: peer.connectionState,
    /** Whether the server still knows the session: neither deleted nor forgotten nor lost. */
    alive: () =>
      !forgotten && deletedAt === undefined && !['failed', 'closed'].includes(peer.connectionState()),
    /** Epoch milliseconds when DELETE came. */
    deletedAt: () => deletedAt,
    iceRestarts: () => restarts,
    recording: peer.recording,
    stats: peer.stats,
    channels: peer.channels,
    messages: peer.messages,
    send: peer.send,

    isRestart: (fragment: SdpFragment) => fragment.ufrag !== parseSdpFragment(offer).ufrag,
    addCandidates: (candidates: SdpFragment['candidates']) => peer.addCandidates(candidates),
    /**
     * Restarts ICE with new credentials on both sides; resolves with the server's own and changes the entity
     * tag.
     */
    restartIce: async (fragment: SdpFragment): Promise<SdpFragment> => {
      const restarted = withIceOf(offer, fragment);
      const newAnswer = await peer.reanswer(restarted);
      offer = restarted;
      tag = randomUUID();
      restarts += 1;
      return { ...parseSdpFragment(newAnswer), endOfCandidates: true };
    },
    delete: async () => {
      deletedAt = Date.now();
      await peer.close();
    },
    /**
     * Makes the server forget the session: media goes on until the connection ends, but requests do not find
     * it.
     */
    forget: () => {
      forgotten = true;
    },
    /** Closes the connection from the server's side. */
    close: peer.close,
    /** Closes the connection of a session that has become too old, where that is still possible. */
    expire: () => peer.close().catch(() => undefined),
  };
}
