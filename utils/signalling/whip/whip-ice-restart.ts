import { abortable } from '../../async/abortable.ts';
import { createDeadline } from '../../async/deadline.ts';
import type { Edges } from '../../async/edges.ts';
import { applyAnswer } from '../sdp/sdp-answer.ts';
import { makeSdpFragment } from './sdp-fragment.ts';
import { withIceOf } from '../sdp/sdp-ice-restart.ts';
import { sdpSections, sdpValue } from '../sdp/sdp-sections.ts';
import type { IceRestart } from '../port/signalling.ts';
import { createTrickle, fateOf, type CandidateBatch, type Trickle } from '../offer/trickle.ts';
import type { createWhipMemory } from './whip-memory.ts';
import type { RestartResult, WhipSession } from './whip-session.ts';

export interface WhipIceRestartDeps extends Pick<Edges, 'after'> {
  peerConnection: RTCPeerConnection;
  session: WhipSession;
  memory: ReturnType<typeof createWhipMemory>;
  /** The server's last answer. */
  answer: string;
  /** The trickle of the first offer's candidates: none of them may be sent once a restart has begun. */
  trickle: Trickle;
  /** Ends with the session. */
  signal: AbortSignal;
}

/**
 * Milliseconds for which candidates may delay the PATCH, where they cannot follow it: the session waits for a
 * path.
 */
const gatherMs = 500;

/** Milliseconds for the whole exchange; other things are tried beside it meanwhile. */
const exchangeMs = 5000;

/** ICE restart in a WHIP session (RFC 9725, section 4.3.3). */
export function createWhipIceRestart(deps: WhipIceRestartDeps): IceRestart {
  const { peerConnection, session, memory } = deps;
  let { answer, trickle } = deps;
  deps.signal.addEventListener('abort', () => trickle.stop());

  async function perform(): Promise<boolean> {
    const deadline = createDeadline(exchangeMs, deps);
    const signal = AbortSignal.any([deps.signal, deadline.signal]);
    trickle.stop();
    trickle = createTrickle(peerConnection);
    try {
      const gathered = memory.trickleRefused() ? lastCandidate(peerConnection, signal, deps) : null;
      const { sdp = '' } = await abortable(peerConnection.createOffer({ iceRestart: true }), signal);
      await abortable(peerConnection.setLocalDescription({ type: 'offer', sdp }), signal);
      await gathered;
      const result = await abortable(exchange(sdp), signal);
      const renewed = typeof result === 'object' ? withIceOf(answer, result.fragment) : null;
      if (result === 'refused' || (renewed === null && typeof result === 'object'))
        memory.learnIceRestartRefused();
      if (renewed === null) throw new Error('the server has not restarted');
      await applyAnswer(peerConnection, renewed, signal);
      answer = renewed;
      return true;
    } catch {
      trickle.stop();
      await takeBack(peerConnection, deps.signal);
      return false;
    } finally {
      deadline.end();
    }
  }

  /**
   * Exchanges the new credentials together with the first candidates; those found before the server answers
   * follow its answer.
   */
  function exchange(sdp: string): Promise<RestartResult> {
    const answered = Promise.withResolvers<RestartResult>();
    let asked = false;
    trickle.open(async (found) => {
      const fragment = makeSdpFragment(sdp, ofOffer(sdp, found));
      if (asked) {
        return fateOf(await session.patch(fragment, deps.signal));
      }
      asked = true;
      const result = await session.restart(fragment, deps.signal);
      answered.resolve(result);
      return typeof result === 'object' && !memory.trickleRefused() ? 'sent' : 'stop';
    });
    return answered.promise;
  }

  return {
    isPossible: () =>
      session.isKnown() && !memory.iceRestartRefused() && peerConnection.signalingState === 'stable',
    perform,
  };
}

/** Leaves out candidates of the old credentials, which the server would take for the new path's. */
function ofOffer(sdp: string, { candidates, complete }: CandidateBatch): CandidateBatch {
  const [session = [], media = []] = sdpSections(sdp);
  const ufrag = sdpValue(media, 'a=ice-ufrag:') ?? sdpValue(session, 'a=ice-ufrag:');
  const own = candidates.filter(({ usernameFragment }) => !usernameFragment || usernameFragment === ufrag);
  return { candidates: own, complete };
}

/**
 * Resolves with the last candidate of the coming gathering, or when that takes too long or is not needed any
 * more.
 */
function lastCandidate(
  peerConnection: RTCPeerConnection,
  signal: AbortSignal,
  { after }: Pick<Edges, 'after'>,
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const done = new AbortController();
  const endWait = after(gatherMs, resolve);
  const listening = { signal: done.signal };
  const onCandidate = ({ candidate }: RTCPeerConnectionIceEvent) => {
    if (candidate === null) resolve();
  };
  peerConnection.addEventListener('icecandidate', onCandidate, listening);
  signal.addEventListener('abort', () => resolve(), listening);
  return promise.finally(() => {
    endWait();
    done.abort();
  });
}

/**
 * Takes the restart back: the old path goes on with its own credentials, and may still heal (JSEP, section
 * 4.1.8.2).
 */
async function takeBack(peerConnection: RTCPeerConnection, signal: AbortSignal): Promise<void> {
  if (signal.aborted || peerConnection.signalingState !== 'have-local-offer') return;
  try {
    await abortable(peerConnection.setLocalDescription({ type: 'rollback' }), signal);
  } catch {
    // The connection was closed meanwhile, or is too broken for that; its watch causes another connection to
    // be made.
  }
}
