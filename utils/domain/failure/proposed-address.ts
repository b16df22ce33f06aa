import { isMasked } from '../profiles/masked-url.ts';
import { serverUrlProblem } from '../profiles/server-url.ts';
import type { Failure } from './failure.ts';

/** Statuses by which an address answers that was asked without the offer, because a redirect had left that behind. */
const offerLost: readonly number[] = [404, 405, 501];

/**
 * The address to which the server of a profile at `current` sends on, for the user to take or leave; null where it is not known
 * in whole, where a page has answered instead of a server (a network's login), and where TLS would be given up.
 */
export function proposedAddress(failure: Failure, current: string): string | null {
  if (!URL.canParse(current)) return null;
  const to = destinationOf(failure, new URL(current));
  if (to === undefined || isMasked(to) || serverUrlProblem(to) !== null) return null;
  return isSecure(current) && !isSecure(to) ? null : to;
}

function destinationOf(failure: Failure, current: URL): string | undefined {
  if (failure.reason !== 'server-redirected' && failure.reason !== 'server-moved') return undefined;
  if (failure.reason === 'server-moved' && !offerLost.includes(failure.status)) return undefined;
  const { to, kept } = failure;
  if (to === undefined || kept === undefined || !URL.canParse(to)) return to;
  return new URL(to).origin + current.pathname + current.search;
}

const isSecure = (url: string) => new URL(url).protocol === 'https:';
