import type { Request } from './http-request.ts';

const deadlineMs = 3000;

/**
 * Opens DNS, TCP and TLS to a URL's server by one request without credentials. Resolves with whether there was any answer;
 * never rejects.
 */
export async function warmUp(request: Request, url: string, signal: AbortSignal): Promise<boolean> {
  try {
    await request({ method: 'OPTIONS', url, signal, deadlineMs, judges: () => true });
    return true;
  } catch {
    // Whatever is wrong here is told by the session itself, if the user starts one.
    return false;
  }
}
