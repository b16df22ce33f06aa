import { FailureError } from '../../domain/failure/failure.ts';
import type { IceServerList } from '../../domain/profiles/ice-server-list.ts';
import { parseTurnRest } from '../../domain/profiles/turn-rest.ts';
import { createRequest, type RequestDeps } from './http-request.ts';

/**
 * Asks a TURN REST service for its servers and credentials, once.
 *
 * @throws FailureError as any request; `server-answer-invalid` where the answer has no server that can be used
 */
export async function fetchTurnCredentials(
  url: string,
  signal: AbortSignal,
  deps: RequestDeps,
): Promise<IceServerList> {
  const { text } = await createRequest(deps)({ method: 'GET', url, signal });
  const list = parseTurnRest(parse(text));
  if (!list) throw new FailureError({ reason: 'server-answer-invalid' });
  return list;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
