import type { ServerGuess } from '../../domain/profiles/propose-profile.ts';
import { createRequest, type RequestDeps } from './http-request.ts';
import { asObject, readJsonObject } from './json-object.ts';

/** The kind of server that was found; null where it answered but its kind remains unknown. */
export type ProbeResult = ServerGuess | null;

/**
 * Asks a server for its kind: by an OPTIONS request, and where that says nothing by POSTing an empty JSON
 * object, which no protocol takes for an offer. Sends no credentials.
 *
 * @throws FailureError where nothing answers, or nothing is there
 */
export async function probeServer(url: string, signal: AbortSignal, deps: RequestDeps): Promise<ProbeResult> {
  const request = createRequest(deps);
  const options = await request({
    method: 'OPTIONS',
    url,
    signal,
    overlongBody: 'is-left-out',
    judges: () => true,
  });
  if (looksLikeWhip(options.headers)) return { kind: 'whip' };
  const posted = await request({
    method: 'POST',
    url,
    signal,
    headers: { 'content-type': 'application/json' },
    body: '{}',
    overlongBody: 'is-left-out',
    judges: (status) => status !== 404 && status !== 410,
  });
  if (looksLikeWhip(posted.headers) || posted.status === 415) return { kind: 'whip' };
  const fields = missingFields(posted.text);
  if (fields.has('webrtc_id')) return { kind: 'json-offer', variant: 'fastrtc' };
  if (fields.has('sdp')) return { kind: 'json-offer', variant: 'pipecat' };
  return null;
}

/**
 * Whether an answer's headers are those of WHIP (RFC 9725, sections 4.2 and 4.3.2): the content type that it
 * takes, and how trickling is done.
 */
function looksLikeWhip(headers: Headers): boolean {
  const takes = [headers.get('accept-post'), headers.get('accept-patch')].join(' ');
  return (
    /application\/(sdp|trickle-ice-sdpfrag)/i.test(takes) ||
    /rel="?ice-server/i.test(headers.get('link') ?? '')
  );
}

/** The fields that a request lacks, as FastAPI names them, on which FastRTC and Pipecat run. */
function missingFields(text: string): Set<string> {
  const detail = readJsonObject(text)?.['detail'];
  const found = new Set<string>();
  for (const each of Array.isArray(detail) ? (detail as unknown[]) : []) {
    const place = asObject(each)?.['loc'];
    const field: unknown = Array.isArray(place) ? (place as unknown[]).at(-1) : null;
    if (typeof field === 'string') found.add(field);
  }
  return found;
}
