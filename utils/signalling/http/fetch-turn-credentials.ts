import { FailureError } from '../../domain/failure/failure.ts';
import type { IceServer } from '../../domain/profiles/ice-server.ts';
import { parseTurnRest } from '../../domain/profiles/turn-rest.ts';
import { createRequest, type RequestDeps } from './http-request.ts';

/**
 * Asks a TURN REST service for its servers and credentials, once.
 *
 * @throws FailureError as any request; `server-answer-invalid` where the answer is not exactly such a list
 */
export async function fetchTurnCredentials(
  url: string,
  signal: AbortSignal,
  deps: RequestDeps,
): Promise<IceServer[]> {
  const { text } = await createRequest(deps)({ method: 'GET', url, signal });
  const servers = parseTurnRest(parse(text));
  if (!servers) throw new FailureError({ reason: 'server-answer-invalid' });
  return servers;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
