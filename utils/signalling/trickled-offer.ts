import { abortable } from './abortable.ts';
import { applyAnswer } from './sdp-answer.ts';
import { type CandidateBatch, createTrickle } from './trickle.ts';

/** How a protocol posts an offer, and sends on the candidates found after it. */
export interface TrickledExchange {
  /** Returns the answer, checked. */
  post(offer: string): Promise<string>;
  /** Sends candidates that were found meanwhile, and later ones as they come, until `signal` aborts. May reject. */
  send(batch: CandidateBatch, signal: AbortSignal): Promise<void>;
}

/**
 * Posts an offer while its candidates are being gathered, applies the answer and sends the candidates after it.
 * @returns what stops the sending
 * @throws FailureError; the signal's reason when aborted
 */
export async function exchangeTrickled(
  peerConnection: RTCPeerConnection,
  { post, send }: TrickledExchange,
  signal: AbortSignal,
): Promise<() => void> {
  const trickle = createTrickle(peerConnection);
  const ended = new AbortController();
  const running = AbortSignal.any([signal, ended.signal]);
  try {
    const offer = await abortable(peerConnection.createOffer(), signal);
    const [answer] = await Promise.all([
      post(offer.sdp ?? ''),
      abortable(peerConnection.setLocalDescription(offer), signal),
    ]);
    await applyAnswer(peerConnection, answer, signal);
  } catch (error) {
    trickle.stop();
    throw error;
  }
  trickle.open(async (batch) => {
    try {
      await send(batch, running);
      return 'sent';
    } catch {
      // Most servers are reached without these too; if this one is not, the connect deadline says so.
      return 'stop';
    }
  });
  return () => {
    trickle.stop();
    ended.abort();
  };
}
