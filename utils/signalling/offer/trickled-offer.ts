import { abortable } from '../../async/abortable.ts';
import type { Edges } from '../../async/edges.ts';
import type { Failure } from '../../domain/failure/failure.ts';
import { applyAnswer } from '../sdp/sdp-answer.ts';
import type { SignallingSession } from '../port/signalling.ts';
import { makeGatheredOffer } from './gathered-offer.ts';
import { type CandidateBatch, type CandidatesResult, createTrickle, fateOf } from './trickle.ts';
import type { TricklingDoubt } from './trickling-doubt.ts';

/** How a protocol posts an offer, and sends the candidates found after it. */
export interface TrickledExchange extends Pick<Edges, 'after'> {
  /** Makes the data channel that belongs to the offer. Returns a function that closes it. */
  openChannel(): () => void;
  /** Posts the offer. Resolves with the answer, checked. */
  post(offer: string): Promise<string>;
  /**
   * Sends candidates that were found meanwhile, and later ones as they come, until `signal` aborts. May
   * reject.
   */
  send(batch: CandidateBatch, signal: AbortSignal): Promise<CandidatesResult>;
}

/**
 * Posts an offer while its candidates are being gathered, applies the answer and sends the candidates after it; where
 * trickling is in doubt, or known to be refused, everything is gathered before the POST.
 *
 * @throws FailureError; the signal's reason when aborted
 */
export async function exchangeTrickled(
  peerConnection: RTCPeerConnection,
  { openChannel, post, send, after }: TrickledExchange,
  trickling: TricklingDoubt,
  signal: AbortSignal,
): Promise<SignallingSession> {
  signal.throwIfAborted();
  const gatherFirst = trickling.gathersFirst();
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
    const answer = gatherFirst
      ? await post(await makeGatheredOffer(peerConnection, signal, { after }))
      : await postWhileGathering();
    await applyAnswer(peerConnection, answer, signal);
  } catch (error) {
    end();
    throw error;
  }
  const session: SignallingSession = {
    end() {
      end();
      return Promise.resolve();
    },
  };
  if (gatherFirst) {
    trickle.stop();
    trickling.follow(peerConnection, signal);
    return session;
  }
  const refused = Promise.withResolvers<Failure>();
  trickle.open(async (batch) => {
    // Most servers are reached without these candidates too; the connection shows whether this one is.
    const result = await send(batch, running).catch(() => 'unheard' as const);
    if (typeof result === 'object') refused.resolve({ reason: 'server-refused', status: result.refused });
    return fateOf(result);
  });
  return { ...session, doubts: { trickling: trickling.leaveOut }, candidatesRefused: refused.promise };

  async function postWhileGathering(): Promise<string> {
    const offer = await abortable(peerConnection.createOffer(), signal);
    const setting = abortable(peerConnection.setLocalDescription(offer), signal);
    const [answer] = await Promise.all([post(offer.sdp ?? ''), setting]);
    return answer;
  }
}
