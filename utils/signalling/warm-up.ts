import type { Request } from './http-request.ts';

const deadlineMs = 3000;

/** Opens DNS, TCP and TLS to a URL's server by one request without credentials. Never rejects. */
export async function warmUp(request: Request, url: string, signal: AbortSignal): Promise<void> {
  try {
    await request({ method: 'OPTIONS', url, signal, deadlineMs, judges: () => true });
  } catch {
    // Whatever is wrong here is told by the session itself, if the user starts one.
  }
}
