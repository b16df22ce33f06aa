import type { Request } from './http-request.ts';

const deadlineMs = 3000;

/** Which of the questions is put by POST, as long as none is answered. */
const everyNthByPost = 3;

/**
 * What opens DNS, TCP and TLS to a URL's server by one request without credentials, as often as it is called. Resolves with
 * whether there was any answer; never rejects.
 *
 * It asks by OPTIONS. A server that never answers those would count as gone for ever, so now and then it asks by an empty
 * POST: the method is the one that this URL is for, and the refusal is an answer as well.
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
      // Whatever is wrong here is told by the session itself, if the user starts one.
      return false;
    }
  };
}
