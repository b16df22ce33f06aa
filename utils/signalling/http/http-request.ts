import { FailureError } from '../../domain/failure/failure.ts';
import { abortable } from '../../async/abortable.ts';
import { createDeadline } from '../../async/deadline.ts';
import type { Edges } from '../../async/edges.ts';
import { secretsOfUrl } from '../../domain/bounds/said-text.ts';
import {
  authorizationOf,
  noCredentials,
  schemeOf,
  secretsIn,
  type Credentials,
} from '../../domain/profiles/authorization.ts';
import { createBodyDecoder } from './body-decoder.ts';
import { httpFailure, noAnswerFailure } from './http-failure.ts';
import { readServerWords, type ServerWords } from './server-words.ts';
import { whyUnreachable } from './why-unreachable.ts';

export interface HttpRequest {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE' | 'OPTIONS';
  url: string;
  headers?: Readonly<Record<string, string>>;
  /**
   * Sent as `Authorization: Basic` where there is a user name, else as `Authorization: Bearer` unless the token is empty. Give
   * none for a URL of another origin than the profile's.
   */
  credentials?: Credentials;
  /** Whether the token is one that expires by itself, so that a refusal may say that it has. */
  expires?: boolean;
  body?: string | FormData;
  signal: AbortSignal;
  /** Milliseconds for the whole exchange, body included. */
  deadlineMs?: number;
  /** The longest body that is read, in bytes; {@link longestBody} unless given. */
  longestBody?: number;
  /** Whether the request outlives its document. */
  keepalive?: boolean;
  /**
   * What a body beyond the limit means: a failure, or, where only the head of the answer matters, an answer
   * without a text. Where the caller judges a status outside 2xx, it is always the latter.
   */
  overlongBody?: 'fails' | 'is-left-out';
  /**
   * Tells the statuses outside 2xx that the caller judges itself: they come back as a reply, and not as a
   * failure.
   */
  judges?: (status: number) => boolean;
}

export interface HttpReply {
  status: number;
  headers: Headers;
  /** The URL after redirects. */
  url: string;
  text: string;
  /** The failure where the text is no answer to an offer. */
  noAnswer(): FailureError;
}

export interface RequestDeps extends Pick<Edges, 'now' | 'after'> {
  fetch: typeof fetch;
  /** Milliseconds that a POST of a Start or of a profile's test may take; undefined for any other. */
  postDeadlineMs?: number | undefined;
  /** Called with the origin that a request has reached where its credentials did not go along. */
  onCredentialsWithheld?: ((origin: string) => void) | undefined;
}

export type Request = (request: HttpRequest) => Promise<HttpReply>;

const defaultDeadlineMs = 8000;

/**
 * The longest body that is read, in bytes. The longest answers that a session needs, descriptions with all
 * their candidates, have a few thousand.
 */
export const longestBody = 256 * 1024;

/** The longest part of a refusal's body that is read for what the server says, in bytes, and the time for it in milliseconds. */
const longestRefusal = 16 * 1024;
const refusalDeadlineMs = 1000;

/**
 * Makes the function by which all adapters use HTTP. Only what is given is sent: no cookies, no referrer, no
 * cache.
 *
 * @throws FailureError for a status outside 2xx that the caller does not judge, an unreachable server, a
 * missed
 * deadline, or a body beyond {@link longestBody}; the signal's reason when aborted
 */
export function createRequest(deps: RequestDeps): Request {
  const { fetch, now, postDeadlineMs, onCredentialsWithheld } = deps;
  return async function request({ signal, deadlineMs, ...what }) {
    signal.throwIfAborted();
    const isOffer = what.method === 'POST' && postDeadlineMs !== undefined;
    const usualMs = isOffer ? postDeadlineMs : defaultDeadlineMs;
    const deadline = createDeadline(deadlineMs ?? usualMs, deps);
    const ended = AbortSignal.any([signal, deadline.signal]);
    const init = {
      method: what.method,
      headers: makeHeaders(what),
      body: what.body ?? null,
      keepalive: what.keepalive ?? false,
      redirect: 'follow',
      credentials: 'omit',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
      signal: ended,
    } satisfies RequestInit;
    const sent = schemeOf(what.credentials ?? noCredentials);
    let began = false;
    try {
      const response = await abortable(fetch(what.url, init), ended);
      began = true;
      const { status, headers } = response;
      const url = response.url || what.url;
      // A browser takes no `Authorization` along to another origin (Fetch Standard, section 4.4).
      const isElsewhere = new URL(url).origin !== new URL(what.url).origin;
      if (isElsewhere && sent !== null) onCredentialsWithheld?.(new URL(url).origin);
      if (!response.ok && !what.judges?.(status)) {
        const words = await readRefusal(response, what, ended, deps);
        const redirectedTo = isSamePlace(url, what.url) ? null : url;
        const keepsPath = redirectedTo !== null && pathOf(url) === pathOf(what.url);
        const retryAfter = headers.get('retry-after');
        throw new FailureError(
          httpFailure(
            {
              status,
              sent,
              expires: what.expires === true,
              retryAfter,
              redirectedTo,
              keepsPath,
              isElsewhere,
              ...words,
            },
            now(),
          ),
        );
      }
      const { text, isWhole } = await readText(response, ended, what.longestBody ?? longestBody);
      if (!isWhole && response.ok && what.overlongBody !== 'is-left-out')
        throw new FailureError({ reason: 'server-answer-invalid' });
      const redirectedTo = isSamePlace(url, what.url) ? null : url;
      const noAnswer = () => {
        const { said } = readServerWords({ body: text.slice(0, longestRefusal), headers }, secretsOf(what));
        return new FailureError(noAnswerFailure({ redirectedTo, status, said }));
      };
      return { status, headers, url, text: isWhole ? text : '', noAnswer };
    } catch (error) {
      signal.throwIfAborted();
      if (deadline.signal.aborted) throw new FailureError({ reason: 'server-timeout' }, { cause: error });
      // fetch and its body reader have only this error for everything between here and the server.
      if (error instanceof TypeError) {
        const unanswered = { url: what.url, init: { ...init, signal }, began, asks: isOffer };
        throw new FailureError(await whyUnreachable(unanswered, deps), { cause: error });
      }
      throw error;
    } finally {
      deadline.end();
    }
  };
}

function makeHeaders({
  headers,
  credentials = noCredentials,
}: Pick<HttpRequest, 'headers' | 'credentials'>): Headers {
  const made = new Headers(headers);
  const authorization = authorizationOf(credentials);
  if (authorization === null) return made;
  // What nobody sees came along by copying: a header carries these characters, and the token is another one.
  if (/[\x7F-\xA0\xAD]/.test(authorization)) throw new FailureError({ reason: 'token-unusable' });
  try {
    made.set('authorization', authorization);
  } catch (error) {
    // No header can carry such a token (full-width letters, a line break inside), so it would never leave.
    throw new FailureError({ reason: 'token-unusable' }, { cause: error });
  }
  return made;
}

function pathOf(address: string): string {
  const { pathname, search } = new URL(address);
  return pathname + search;
}

/** Whether both URLs ask for the same, but for a fragment. */
function isSamePlace(reached: string, asked: string): boolean {
  return reached.split('#')[0] === new URL(asked).href.split('#')[0];
}

/** Reads what a server says in its refusal, within bounds; a body that does not come is none. */
async function readRefusal(
  response: Response,
  what: Pick<HttpRequest, 'url' | 'credentials'>,
  signal: AbortSignal,
  deps: Pick<RequestDeps, 'after'>,
): Promise<ServerWords> {
  const { headers, statusText } = response;
  const deadline = createDeadline(refusalDeadlineMs, deps);
  const ended = AbortSignal.any([signal, deadline.signal]);
  const { text } = await readText(response, ended, longestRefusal).catch(() => ({ text: '' }));
  deadline.end();
  return readServerWords({ body: text, headers, statusText }, secretsOf(what));
}

/** All that a server must not be quoted with: the credentials, and what may be a key in the address. */
export function secretsOf({
  url,
  credentials = noCredentials,
}: Pick<HttpRequest, 'url' | 'credentials'>): string[] {
  return [...secretsIn(credentials), ...secretsOfUrl(url)];
}

/** The text of a response, read no further than about `longest` bytes; `isWhole` where that was all. */
async function readText(
  response: Response,
  signal: AbortSignal,
  longest: number,
): Promise<{ text: string; isWhole: boolean }> {
  if (!response.body) return { text: '', isWhole: true };
  const reader = response.body.getReader();
  const decode = createBodyDecoder(response.headers.get('content-type'));
  let text = '';
  let bytes = 0;
  try {
    for (;;) {
      const { done, value } = await abortable(reader.read(), signal);
      if (done) return { text: text + decode(), isWhole: true };
      bytes += value.byteLength;
      if (bytes > longest) return { text: text + decode(value.slice(0, longest)), isWhole: false };
      text += decode(value);
    }
  } finally {
    // Cancelling a body that has ended or failed may itself reject, when its result does not matter any more.
    reader.cancel().catch(() => undefined);
  }
}
