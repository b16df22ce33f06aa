import { abortable } from '../../async/abortable.ts';
import { createDeadline } from '../../async/deadline.ts';
import type { Edges } from '../../async/edges.ts';
import type { Failure } from '../../domain/failure/failure.ts';
import { isRestrictedPort } from './restricted-port.ts';

interface AskingDeps extends Pick<Edges, 'after'> {
  fetch: typeof fetch;
}

/** The request that came to nothing. */
export interface Unanswered {
  url: string;
  init: RequestInit & { signal: AbortSignal };
  /** Whether an answer had begun. */
  began: boolean;
  /**
   * Whether the server may be asked what is the matter. At a Start alone: attempts of a session that recovers must not wait.
   */
  asks: boolean;
}

/** Milliseconds for each question to the server. */
const askDeadlineMs = 2000;

/**
 * Finds out why a request came to nothing, for which fetch has one error whatever the reason. The server is asked without an
 * offer, so that no session is made. Never rejects.
 */
export async function whyUnreachable(
  { url, init, began, asks }: Unanswered,
  deps: AskingDeps,
): Promise<Failure> {
  const { protocol, port, origin } = new URL(url);
  if (began) return { reason: 'server-unreachable', why: 'broke-off' };
  if (isRestrictedPort(port)) return { reason: 'server-unreachable', why: 'restricted-port' };
  if (asks) {
    if (await isRedirected(url, init, deps)) return { reason: 'server-moved-unseen' };
    const [readable, unreadable] = await Promise.all([
      typeOfHead(url, init, { redirect: 'manual' }, deps),
      typeOfHead(url, init, { mode: 'no-cors' }, deps),
    ]);
    if (readable !== null) return { reason: 'server-unreachable', why: 'dropped' };
    // A response that comes, and may not be read, is opaque (Fetch Standard, section 2.2.6).
    if (unreadable === 'opaque') return { reason: 'server-permission-needed', origin };
  }
  return { reason: 'server-unreachable', ...(protocol === 'https:' && { secure: true }) };
}

/**
 * Whether the request is answered by a redirect, which fetch follows to a host of which it may read nothing (Fetch Standard,
 * section 4.4).
 */
async function isRedirected(url: string, init: Unanswered['init'], deps: AskingDeps): Promise<boolean> {
  const headers = new Headers(init.headers);
  headers.delete('content-type');
  const type = await typeOfAnswer(url, { ...init, headers, body: null, redirect: 'manual' }, deps);
  return type === 'opaqueredirect';
}

/** Asks for the head of the address, without credentials; null where nothing answers that the page may have so. */
function typeOfHead(
  url: string,
  { signal }: Unanswered['init'],
  how: Pick<RequestInit, 'mode' | 'redirect'>,
  deps: AskingDeps,
): Promise<ResponseType | null> {
  return typeOfAnswer(
    url,
    {
      method: 'HEAD',
      credentials: 'omit',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
      signal,
      ...how,
    },
    deps,
  );
}

async function typeOfAnswer(
  url: string,
  init: Unanswered['init'],
  deps: AskingDeps,
): Promise<ResponseType | null> {
  const deadline = createDeadline(askDeadlineMs, deps);
  const signal = AbortSignal.any([init.signal, deadline.signal]);
  const response = await abortable(deps.fetch(url, { ...init, signal }), signal).catch(() => null);
  deadline.end();
  return response?.type ?? null;
}
