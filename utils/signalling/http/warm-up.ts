import type { Request } from './http-request.ts';

const deadlineMs = 3000;

/** While no request is answered, every nth one is a POST. */
const everyNthByPost = 3;

/**
 * Makes a function that opens DNS, TCP and TLS to a URL's server by one request without credentials, at each
 * call. It resolves with whether there was any answer, and never rejects.
 *
 * The request is an OPTIONS. A server that never answers those would count as gone for ever, so now and then
 * the request is an empty POST: the method is the one that this URL is for, and the refusal is an answer as
 * well.
 */
export function createWarmUp(request: Request, url: string): (signal: AbortSignal) => Promise<boolean> {
  let asked = 0;
  return async (signal) => {
    asked += 1;
    const method = asked % everyNthByPost === 0 ? 'POST' : 'OPTIONS';
    try {
      await request({ method, url, signal, deadlineMs, judges: () => true, overlongBody: 'is-left-out' });
      asked = 0;
      return true;
    } catch {
      // A real problem is reported by the session itself, if the user starts one.
      return false;
    }
  };
}
