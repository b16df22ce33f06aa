import { FailureError } from '../../domain/failure/failure.ts';
import { timerMs } from '../../async/timer-limit.ts';
import { abortable } from '../../async/abortable.ts';
import { httpFailure } from './http-failure.ts';

export interface HttpRequest {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE' | 'OPTIONS';
  url: string;
  headers?: Readonly<Record<string, string>>;
  /**
   * Token that is sent as `Authorization: Bearer` unless it is empty. Give none for a URL of another origin
   * than the profile's.
   */
  token?: string;
  body?: string;
  signal: AbortSignal;
  /** Milliseconds for the whole exchange, body included. */
  deadlineMs?: number;
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
}

export interface RequestDeps {
  fetch: typeof fetch;
  /** The current time, in epoch milliseconds. */
  now: () => number;
}

export type Request = (request: HttpRequest) => Promise<HttpReply>;

const defaultDeadlineMs = 8000;

/**
 * The longest body that is read, in bytes. The longest answers that a session needs, descriptions with all
 * their candidates, have a few thousand.
 */
export const longestBody = 256 * 1024;

/**
 * Makes the function by which all adapters use HTTP. Only what is given is sent: no cookies, no referrer, no
 * cache.
 *
 * @throws FailureError for a status outside 2xx that the caller does not judge, an unreachable server, a
 * missed
 * deadline, or a body beyond {@link longestBody}; the signal's reason when aborted
 */
export function createRequest({ fetch, now }: RequestDeps): Request {
  return async function request({ signal, deadlineMs = defaultDeadlineMs, ...what }) {
    signal.throwIfAborted();
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), timerMs(deadlineMs));
    const ended = AbortSignal.any([signal, deadline.signal]);
    const init: RequestInit = {
      method: what.method,
      headers: makeHeaders(what),
      body: what.body ?? null,
      keepalive: what.keepalive ?? false,
      redirect: 'follow',
      credentials: 'omit',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
      signal: ended,
    };
    try {
      const response = await abortable(fetch(what.url, init), ended);
      const { status, headers } = response;
      const url = response.url || what.url;
      if (!response.ok && !what.judges?.(status)) {
        discard(response);
        const redirectedTo = otherOrigin(url, what.url);
        throw new FailureError(
          httpFailure({ status, retryAfter: headers.get('retry-after'), redirectedTo }, now()),
        );
      }
      const text = await readText(response, ended);
      if (text === null && response.ok && what.overlongBody !== 'is-left-out')
        throw new FailureError({ reason: 'server-answer-invalid' });
      return { status, headers, url, text: text ?? '' };
    } catch (error) {
      signal.throwIfAborted();
      if (deadline.signal.aborted) throw new FailureError({ reason: 'server-timeout' }, { cause: error });
      // fetch and its body reader have only this error for everything between here and the server.
      if (error instanceof TypeError)
        throw new FailureError({ reason: 'server-unreachable' }, { cause: error });
      throw error;
    } finally {
      clearTimeout(timer);
    }
  };
}

function makeHeaders({ headers, token = '' }: Pick<HttpRequest, 'headers' | 'token'>): Headers {
  const made = new Headers(headers);
  if (token.trim() === '') return made;
  try {
    made.set('authorization', `Bearer ${token.trim()}`);
  } catch (error) {
    // A token that no header can carry (full-width letters, a line break inside) cannot be the right one.
    throw new FailureError({ reason: 'server-unauthorized' }, { cause: error });
  }
  return made;
}

function otherOrigin(reached: string, asked: string): string | null {
  const { origin } = new URL(reached);
  return origin === new URL(asked).origin ? null : origin;
}

/** The text of a response; null for a body that is too long, which is read no further than the limit. */
async function readText(response: Response, signal: AbortSignal): Promise<string | null> {
  if (!response.body) return '';
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  try {
    for (;;) {
      const { done, value } = await abortable(reader.read(), signal);
      if (done) return text + decoder.decode();
      bytes += value.byteLength;
      if (bytes > longestBody) return null;
      text += decoder.decode(value, { stream: true });
    }
  } finally {
    // Cancelling a body that has ended or failed may itself reject, when its result does not matter any more.
    reader.cancel().catch(() => undefined);
  }
}

function discard({ body }: Response): void {
  body?.cancel().catch(() => undefined);
}
