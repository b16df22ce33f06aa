import { abortable } from '../../async/abortable.ts';
import { applyAnswer } from '../sdp/sdp-answer.ts';
import type { SignallingSession } from '../port/signalling.ts';
import { type CandidateBatch, createTrickle } from './trickle.ts';

/** How a protocol posts an offer, and sends the candidates found after it. */
export interface TrickledExchange {
  /** Makes the data channel that belongs to the offer. Returns a function that closes it. */
  openChannel(): () => void;
  /** Posts the offer. Resolves with the answer, checked. */
  post(offer: string): Promise<string>;
  /**
   * Sends candidates that were found meanwhile, and later ones as they come, until `signal` aborts. May
   * reject.
   */
  send(batch: CandidateBatch, signal: AbortSignal): Promise<void>;
}

/**
 * Posts an offer while its candidates are being gathered, applies the answer and sends the candidates after
 * it.
 *
 * @throws FailureError; the signal's reason when aborted
 */
export async function exchangeTrickled(
  peerConnection: RTCPeerConnection,
  { openChannel, post, send }: TrickledExchange,
  signal: AbortSignal,
): Promise<SignallingSession> {
  signal.throwIfAborted();
  const closeChannel = openChannel();
  const trickle = createTrickle(peerConnection);
  const ended = new AbortController();
  const running = AbortSignal.any([signal, ended.signal]);
  const end = () => {
    trickle.stop();
    ended.abort();
    closeChannel();
  };
  try {
    const offer = await abortable(peerConnection.createOffer(), signal);
    const [answer] = await Promise.all([
      post(offer.sdp ?? ''),
      abortable(peerConnection.setLocalDescription(offer), signal),
    ]);
    await applyAnswer(peerConnection, answer, signal);
  } catch (error) {
    end();
    throw error;
  }
  trickle.open(async (batch) => {
    try {
      await send(batch, running);
      return 'sent';
    } catch {
      // Most servers are reached without these candidates too; if this one is not, the connect deadline says
      // so.
      return 'stop';
    }
  });
  return {
    end() {
      end();
      return Promise.resolve();
    },
  };
}
