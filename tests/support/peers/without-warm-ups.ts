import type { RecordedRequest } from './http-server.ts';

/** What sessions have asked of a server. A popup that has just opened may still send its OPTIONS at any moment. */
export function withoutWarmUps(requests: readonly RecordedRequest[]): RecordedRequest[] {
  return requests.filter(({ method }) => method !== 'OPTIONS');
}
