import { barePath } from '../../domain/profiles/server-url.ts';

export type OpenAiUrls =
  | { shape: 'calls'; calls: string; clientSecrets: string }
  /** One URL for everything, as before `/calls` existed and as self-hosted servers still have it. */
  | { shape: 'old'; url: string };

/**
 * The URLs behind what a user enters for an OpenAI Realtime server. An address whose path ends in `/realtime` has the old
 * shape and is taken as it stands, with the model added as `?model=` where it names none; so has one with a query and another
 * path of its own. Any other address may be the host alone, end in `/v1`, or be the whole `/v1/realtime/calls`; its query goes
 * with the offer. At OpenAI and Azure there is no old shape: the standing key mints a secret there, and any address below
 * `/realtime` that their documentation names means the same server.
 */
export function openAiUrls(address: string, model: string): OpenAiUrls {
  const url = new URL(address);
  const mints = /(?:^|\.)(?:openai\.com|azure\.(?:com|us|cn))\.?$/.test(url.hostname);
  // Two slashes would begin another host.
  const given = barePath(url).replace(/^\/+/, '/');
  const path = mints ? given.replace(/\/realtime\/\w+$/, '/realtime') : given;
  const isCalls = path.endsWith('/realtime/calls');
  const isOld = path.endsWith('/realtime') || (url.search !== '' && !/^(?:.*\/v1)?$/.test(path) && !isCalls);
  if (isOld && !mints) {
    if (model !== '' && !url.searchParams.has('model')) url.searchParams.set('model', model);
    return { shape: 'old', url: url.href };
  }
  const base = /\/realtime(?:\/calls)?$/.test(path)
    ? path.replace(/\/calls$/, '')
    : `${path.endsWith('/v1') ? path : `${path}/v1`}/realtime`;
  // The model of a session is told when its secret is minted.
  url.searchParams.delete('model');
  const at = (end: string, query: string) => new URL(base + end + query, url).href;
  return { shape: 'calls', calls: at('/calls', url.search), clientSecrets: at('/client_secrets', '') };
}
