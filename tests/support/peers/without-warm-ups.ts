import type { RecordedRequest } from './http-server.ts';

/**
 * The requests that sessions have sent. The OPTIONS of a popup that has just opened are left out, because
 * they may come at any moment.
 */
export function withoutWarmUps(requests: readonly RecordedRequest[]): RecordedRequest[] {
  return requests.filter(({ method }) => method !== 'OPTIONS');
}
