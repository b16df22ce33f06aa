import { createDeadline } from '../../async/deadline.ts';
import { noCredentials, schemeOf } from '../../domain/profiles/authorization.ts';
import type { WhipProfile } from '../../domain/profiles/profile.ts';
import { sessionUrlUse } from '../../domain/profiles/session-url.ts';
import type { HttpReply, Request } from '../http/http-request.ts';
import { judgeCandidates, type CandidatesResult } from '../offer/trickle.ts';
import type { SignallingDeps } from '../port/signalling-deps.ts';
import { sdpFragmentType } from './sdp-fragment.ts';

/**
 * The result of an ICE restart's PATCH: the server's own fragment, or why there is none; `unheard` is no answer at all, or
 * one that may be better next time.
 */
export type RestartResult = { fragment: string } | 'refused' | 'gone' | 'unheard';

/** A WHIP session (RFC 9725): what the server holds for us at the URL of its `Location`. */
export interface WhipSession {
  /** Whether the session has a URL that may be asked; without one it can take no candidates, and cannot be deleted. */
  hasUrl: boolean;
  /** Whether the server has named a URL that may not be asked, so that nothing is known of what it takes there. */
  isWithheld: boolean;
  /** Sends a trickle fragment. Never rejects. */
  patch(fragment: string, signal: AbortSignal): Promise<CandidatesResult>;
  /** Asks for an ICE restart by a fragment with new credentials. Never rejects. */
  restart(fragment: string, signal: AbortSignal): Promise<RestartResult>;
  /** False once the server has said that it does not know the session any more. */
  isKnown(): boolean;
  /**
   * Sends DELETE: one at a time however often it is called, and none once the server has answered that the
   * session is gone. Never rejects.
   */
  remove(): Promise<void>;
  /** Whether the server has answered that the session is gone. */
  isRemoved(): boolean;
}

export interface WhipSessionDeps extends Pick<
  SignallingDeps,
  'after' | 'granted' | 'onWhipSession' | 'onSessionUrlUnused' | 'onCredentialsWithheld'
> {
  request: Request;
  profile: Pick<WhipProfile, 'url' | 'token' | 'username' | 'sessionUrls'>;
}

/** Milliseconds for both tries of a DELETE together. */
const deleteDeadlineMs = 3000;

/** Milliseconds after which a DELETE is sent again that a change of the network has cut. */
const deleteAgainMs = 250;

/** Milliseconds to wait for a restart's answer; other ways to recover are tried meanwhile. */
const restartDeadlineMs = 3000;

/** Whether a status is that of a server that does not support this kind of PATCH (RFC 9725, section 4.3). */
export const isUnsupported = (status: number): boolean => [405, 422, 501].includes(status);

/** Statuses of a session URL where the server has forgotten the session, or has another one in its place. */
const goneStatuses = [404, 410, 412];

/** The session that a reply to the POST created. Credentials go to no other origin than the profile's unasked. */
export function createWhipSession(
  {
    request,
    profile,
    granted,
    onWhipSession,
    onSessionUrlUnused,
    onCredentialsWithheld,
    after,
  }: WhipSessionDeps,
  reply: Pick<HttpReply, 'headers' | 'url'>,
): WhipSession {
  const named = sessionUrl(reply.headers.get('location'), reply.url);
  const use = named === null ? null : sessionUrlUse(named, profile, granted);
  const url = use === 'with-credentials' || use === 'without-credentials' ? named : null;
  const credentials = use === 'with-credentials' ? profile : noCredentials;
  let etag = reply.headers.get('etag');
  let removing: Promise<void> | null = null;
  let isRemoved = false;
  let known = url !== null;
  if (url !== null) onWhipSession(url, true);
  if (named !== null) tell(new URL(named).origin);

  function tell(origin: string): void {
    if (use === 'without-credentials') {
      if (schemeOf(profile) !== null) onCredentialsWithheld?.(origin);
    } else if (use !== null && use !== 'with-credentials') onSessionUrlUnused(origin, use);
  }

  async function patch(body: string, signal: AbortSignal): Promise<CandidatesResult> {
    if (url === null) return 'unheard';
    const headers = { 'content-type': sdpFragmentType, ...(etag === null ? {} : { 'if-match': etag }) };
    try {
      const answer = await request({
        method: 'PATCH',
        url,
        credentials,
        headers,
        body,
        signal,
        judges: () => true,
        overlongBody: 'is-left-out',
      });
      const result = judgeCandidates(answer.status);
      if (result === 'accepted') etag = answer.headers.get('etag') ?? etag;
      return result;
    } catch {
      // Trickling only helps: the connection shows whether media flows, against a deadline of its own.
      return 'unheard';
    }
  }

  async function restart(body: string, signal: AbortSignal): Promise<RestartResult> {
    if (url === null) return 'gone';
    // Any tag matches, because the server may know a newer path than the one that is lost (RFC 9725, section
    // 4.3.3).
    const headers = { 'content-type': sdpFragmentType, 'if-match': '*' };
    const options = { credentials, headers, body, signal, deadlineMs: restartDeadlineMs, judges: () => true };
    try {
      const answer = await request({ method: 'PATCH', url, ...options });
      if (answer.status === 200) {
        etag = answer.headers.get('etag') ?? etag;
        return { fragment: answer.text };
      }
      known &&= !goneStatuses.includes(answer.status);
      if (!known) return 'gone';
      // A 2xx without the server's fragment means that it took ours for candidates of the old path, and did
      // not understand it.
      return answer.status < 300 || isUnsupported(answer.status) ? 'refused' : 'unheard';
    } catch {
      return 'unheard';
    }
  }

  async function sendDelete(): Promise<void> {
    const { signal, end } = createDeadline(deleteDeadlineMs, { after });
    if (!(await askForDelete(signal)) && !signal.aborted) {
      await new Promise<void>((resolve) => after(deleteAgainMs, resolve));
      await askForDelete(signal);
    }
    end();
  }

  /** Sends the DELETE. Resolves with false where no answer came. */
  async function askForDelete(signal: AbortSignal): Promise<boolean> {
    if (url === null) return true;
    const options = { signal, keepalive: true, judges: () => true, overlongBody: 'is-left-out' } as const;
    try {
      const { status } = await request({ method: 'DELETE', url, credentials, ...options });
      isRemoved = status < 300 || goneStatuses.includes(status);
      if (isRemoved) onWhipSession(url, false);
      return true;
    } catch {
      // A later start tries again, or the server notices by itself when consent expires (RFC 7675).
      return false;
    }
  }

  return {
    hasUrl: url !== null,
    isWithheld: named !== url,
    patch,
    restart,
    isKnown: () => known,
    isRemoved: () => isRemoved,
    remove(): Promise<void> {
      removing ??= sendDelete().then(() => {
        if (!isRemoved) removing = null;
      });
      return removing;
    },
  };
}

/**
 * The session's URL. A relative `Location` is relative to the URL that answered, not to the one that was
 * asked. It has no user name. Where TLS was, it stays: a server behind a proxy that ends TLS names itself without,
 * and no other host is asked in the open.
 */
function sessionUrl(location: string | null, answeredBy: string): string | null {
  if (location === null || !URL.canParse(location, answeredBy)) return null;
  const url = new URL(location, answeredBy);
  const answering = new URL(answeredBy);
  url.username = '';
  url.password = '';
  if (answering.protocol === 'https:' && url.protocol === 'http:') {
    if (url.hostname !== answering.hostname) return null;
    return answering.origin + url.pathname + url.search;
  }
  return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null;
}
