import { barePath } from '../../domain/profiles/server-url.ts';

export type OpenAiUrls =
  | { shape: 'calls'; calls: string; clientSecrets: string }
  /** One URL for everything, as before `/calls` existed and as self-hosted servers still have it. */
  | { shape: 'old'; url: string };

/**
 * The URLs behind what a user enters for an OpenAI Realtime server. An address with a query, or whose path
 * ends in `/realtime`, has the old shape and is taken as it stands, with the model added as `?model=` where
 * it names none. Any other address may be the host alone, end in `/v1`, or be the whole `/v1/realtime/calls`.
 */
export function openAiUrls(address: string, model: string): OpenAiUrls {
  const url = new URL(address);
  const path = barePath(url);
  if (url.search !== '' || path.endsWith('/realtime')) {
    if (model !== '' && !url.searchParams.has('model')) url.searchParams.set('model', model);
    return { shape: 'old', url: url.href };
  }
  const base = path.endsWith('/realtime/calls')
    ? path.slice(0, -'/calls'.length)
    : `${path.endsWith('/v1') ? path : `${path}/v1`}/realtime`;
  const at = (end: string) => new URL(base + end, url).href;
  return { shape: 'calls', calls: at('/calls'), clientSecrets: at('/client_secrets') };
}
