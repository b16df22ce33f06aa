import type { IceServer } from '../../domain/profiles/ice-server.ts';
import type { WhipProfile } from '../../domain/profiles/profile.ts';
import { abortable } from '../../async/abortable.ts';
import { addIceServers } from '../offer/add-ice-servers.ts';
import { makeGatheredOffer } from '../offer/gathered-offer.ts';
import { createGraceSignal } from '../../async/grace-signal.ts';
import { createRequest, type HttpReply } from '../http/http-request.ts';
import { readIceServerLinks } from '../http/link-header.ts';
import { NewConnectionNeeded } from '../port/new-connection-needed.ts';
import { applyAnswer, readSdpAnswer } from '../sdp/sdp-answer.ts';
import { makeSdpFragment } from './sdp-fragment.ts';
import type { IceRestart, Signalling, SignallingSession } from '../port/signalling.ts';
import type { SignallingDeps } from '../port/signalling-deps.ts';
import { createTrickle, type Trickle } from '../offer/trickle.ts';
import { createWarmUp } from '../http/warm-up.ts';
import { createWhipIceRestart } from './whip-ice-restart.ts';
import { createWhipMemory } from './whip-memory.ts';
import { createWhipSession, type PatchResult, type WhipSession } from './whip-session.ts';

type WhipDeps = Pick<SignallingDeps, 'fetch' | 'now' | 'learned' | 'onLearned' | 'onWhipSession'>;

/** Milliseconds for which an aborted POST may still answer, so that the session it made can be deleted. */
const postGraceMs = 2000;
const optionsDeadlineMs = 3000;
/** Milliseconds by which the first PATCH may delay `negotiate`; setting up media usually takes longer. */
const firstPatchMs = 2000;

/**
 * WHIP (RFC 9725) at the profile's endpoint.
 *
 * The offer is posted before `setLocalDescription`, which starts gathering, so that the ICE servers of the
 * answer's `Link` count; where the server is known to announce none, both are done side by side. Candidates
 * follow by PATCH, and `negotiate` waits for the result of the first one: at a server that refuses trickling,
 * the session is closed and {@link NewConnectionNeeded} is thrown. From then on everything is gathered before
 * the POST.
 */
export function createWhip({ url, token }: Pick<WhipProfile, 'url' | 'token'>, deps: WhipDeps): Signalling {
  const { onWhipSession } = deps;
  const request = createRequest(deps);
  const memory = createWhipMemory(deps);

  async function negotiate(
    peerConnection: RTCPeerConnection,
    signal: AbortSignal,
  ): Promise<SignallingSession> {
    signal.throwIfAborted();
    const gatherFirst = memory.trickleRefused();
    const trickle = createTrickle(peerConnection);
    const ended = new AbortController();
    let session: WhipSession | null = null;
    let iceRestart: IceRestart;
    try {
      if (gatherFirst) addIceServers(peerConnection, memory.announced() ?? (await askForIceServers(signal)));
      const offer = gatherFirst ? await makeGatheredOffer(peerConnection, signal) : await makeOffer();
      const local = !gatherFirst && memory.announced()?.length === 0 ? setLocal(offer) : null;
      const reply = await post(offer, signal);
      session = createWhipSession({ request, endpoint: url, token, onWhipSession }, reply);
      signal.throwIfAborted();
      const answer = readSdpAnswer(reply.text);
      const announced = readIceServerLinks(reply.headers.get('link') ?? '');
      memory.learnIceServers(announced);
      if (!gatherFirst && !local) addIceServers(peerConnection, announced);
      if (!gatherFirst) await (local ?? setLocal(offer));
      await applyAnswer(peerConnection, answer, signal);
      const running = AbortSignal.any([signal, ended.signal]);
      if (!gatherFirst) await sendCandidates(session, offer, trickle, running);
      iceRestart = createWhipIceRestart({
        peerConnection,
        session,
        memory,
        answer,
        trickle,
        signal: running,
      });
    } catch (error) {
      trickle.stop();
      await session?.remove();
      signal.throwIfAborted();
      throw error;
    }
    const { hasUrl, isRemoved } = session;
    return {
      iceRestart,
      ...(hasUrl ? { isReleased: isRemoved } : {}),
      end() {
        trickle.stop();
        ended.abort();
        return session.remove();
      },
    };

    async function makeOffer(): Promise<string> {
      return (await abortable(peerConnection.createOffer(), signal)).sdp ?? '';
    }

    function setLocal(sdp: string): Promise<void> {
      const done = abortable(peerConnection.setLocalDescription({ type: 'offer', sdp }), signal);
      // The offer may fail to be set while the POST is still under way; the promise is awaited after that.
      done.catch(() => undefined);
      return done;
    }
  }

  async function post(offer: string, signal: AbortSignal): Promise<HttpReply> {
    const grace = createGraceSignal(signal, postGraceMs);
    const headers = { 'content-type': 'application/sdp', accept: 'application/sdp' };
    try {
      return await request({
        method: 'POST',
        url,
        token,
        headers,
        body: offer,
        // A body that is no answer is noticed later, when the session that it came with can be closed.
        overlongBody: 'is-left-out',
        signal: grace.signal,
      });
    } finally {
      grace.dispose();
    }
  }

  /**
   * Asks by OPTIONS for ICE servers, because candidates gathered before the POST cannot wait for its `Link`;
   * some servers tell the same by OPTIONS.
   */
  async function askForIceServers(signal: AbortSignal): Promise<IceServer[]> {
    try {
      const reply = await request({
        method: 'OPTIONS',
        url,
        token,
        overlongBody: 'is-left-out',
        signal,
        deadlineMs: optionsDeadlineMs,
      });
      return readIceServerLinks(reply.headers.get('link') ?? '');
    } catch {
      // No server has to answer this (RFC 9725, section 4.6); the profile's own ICE servers must do then.
      return [];
    }
  }

  async function sendCandidates(
    session: WhipSession,
    offer: string,
    trickle: Trickle,
    signal: AbortSignal,
  ): Promise<void> {
    if (!session.hasUrl) {
      memory.learnTrickleRefused();
      trickle.stop();
      return;
    }
    const first = Promise.withResolvers<PatchResult>();
    trickle.open(async (batch) => {
      const result = await session.patch(makeSdpFragment(offer, batch), signal);
      first.resolve(result);
      if (typeof result === 'object') memory.learnTrickleRefused();
      if (result === 'accepted') return 'sent';
      return result === 'unheard' ? 'again' : 'stop';
    });
    const timer = setTimeout(() => first.resolve('unheard'), firstPatchMs);
    const result = await abortable(first.promise, signal).finally(() => clearTimeout(timer));
    if (typeof result === 'object')
      throw new NewConnectionNeeded('trickling', { reason: 'server-refused', status: result.refused });
  }

  return { warmUp: createWarmUp(request, url), negotiate };
}
