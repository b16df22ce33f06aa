import type { IceServer } from '../../domain/profiles/ice-server.ts';
import type { Failure } from '../../domain/failure/failure.ts';
import type { WhipProfile } from '../../domain/profiles/profile.ts';
import { abortable } from '../../async/abortable.ts';
import { addIceServers } from '../offer/add-ice-servers.ts';
import { makeGatheredOffer } from '../offer/gathered-offer.ts';
import { createGraceSignal } from '../../async/grace-signal.ts';
import { createRequest, type HttpReply, type RequestDeps } from '../http/http-request.ts';
import { readIceServerLinks } from '../http/link-header.ts';
import { applyAnswer, readSdpAnswer } from '../sdp/sdp-answer.ts';
import type { IceRestart, Signalling, SignallingSession } from '../port/signalling.ts';
import type { SignallingDeps } from '../port/signalling-deps.ts';
import { createTrickle } from '../offer/trickle.ts';
import { createTricklingDoubt } from '../offer/trickling-doubt.ts';
import { createWarmUp } from '../http/warm-up.ts';
import { sendCandidates } from './whip-candidates.ts';
import { createWhipIceRestart } from './whip-ice-restart.ts';
import { createWhipMemory } from './whip-memory.ts';
import { createWhipSession, type WhipSession } from './whip-session.ts';

type WhipDeps = Pick<
  SignallingDeps,
  | keyof RequestDeps
  | 'learned'
  | 'onLearned'
  | 'onWhipSession'
  | 'granted'
  | 'onSessionUrlUnused'
  | 'onIceServerLeftOut'
>;

/** Milliseconds for which an aborted POST may still answer, so that the session it made can be deleted. */
const postGraceMs = 2000;
const optionsDeadlineMs = 3000;

/**
 * WHIP (RFC 9725) at the profile's endpoint.
 *
 * The offer is posted before `setLocalDescription`, which starts gathering, so that the ICE servers of the
 * answer's `Link` count; where the server is known to announce none, both are done side by side. Candidates
 * follow by PATCH. Where they are refused, or no connection is made, trickling is in doubt: from then on everything is
 * gathered before the POST.
 */
export function createWhip(
  profile: Pick<WhipProfile, 'url' | 'token' | 'username' | 'sessionUrls'>,
  deps: WhipDeps,
): Signalling {
  const { url } = profile;
  const request = createRequest(deps);
  const memory = createWhipMemory(deps);
  const trickling = createTricklingDoubt(memory.trickleRefused, memory.learnTrickleRefused);

  async function negotiate(
    peerConnection: RTCPeerConnection,
    signal: AbortSignal,
  ): Promise<SignallingSession> {
    signal.throwIfAborted();
    const gatherFirst = trickling.gathersFirst();
    const trickle = createTrickle(peerConnection);
    const ended = new AbortController();
    let session: WhipSession | null = null;
    let iceRestart: IceRestart;
    let candidatesRefused: Promise<Failure> | null = null;
    try {
      if (gatherFirst) addIceServers(peerConnection, memory.announced() ?? (await askForIceServers(signal)));
      const offer = gatherFirst ? await makeGatheredOffer(peerConnection, signal, deps) : await makeOffer();
      const local = !gatherFirst && memory.announced()?.length === 0 ? setLocal(offer) : null;
      const reply = await post(offer, signal);
      session = createWhipSession({ ...deps, request, profile }, reply);
      signal.throwIfAborted();
      let answer = readSdpAnswer(reply.text, reply.noAnswer);
      const announced = announcedBy(reply);
      memory.learnIceServers(announced);
      if (!gatherFirst && !local) addIceServers(peerConnection, announced);
      if (!gatherFirst) await (local ?? setLocal(offer));
      answer = await applyAnswer(peerConnection, answer, signal);
      const running = AbortSignal.any([signal, ended.signal]);
      if (gatherFirst) trickling.follow(peerConnection, signal);
      else candidatesRefused = sendCandidates({ session, offer, trickle, memory, signal: running });
      iceRestart = createWhipIceRestart({
        ...deps,
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
      ...(candidatesRefused && { doubts: { trickling: trickling.leaveOut }, candidatesRefused }),
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
        credentials: profile,
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

  /** The usable ICE servers that a reply announces. */
  function announcedBy({ headers }: HttpReply): IceServer[] {
    const { servers, leftOut } = readIceServerLinks(headers.get('link') ?? '');
    leftOut.forEach(deps.onIceServerLeftOut);
    return servers;
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
        credentials: profile,
        overlongBody: 'is-left-out',
        signal,
        deadlineMs: optionsDeadlineMs,
      });
      return announcedBy(reply);
    } catch {
      // No server has to answer this (RFC 9725, section 4.6); the profile's own ICE servers must do then.
      return [];
    }
  }

  return { warmUp: createWarmUp(request, url), negotiate };
}
