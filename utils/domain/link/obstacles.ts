import { canonicalAddress, isLoopback, knownAddress, type AddressFamily } from './address-scope.ts';
import type { Candidate } from './candidates.ts';

/** What is in the way to an address that a server names, as far as the address shows it. */
const addressObstacles = ['nearby', 'ipv4', 'ipv6', 'tcp'] as const;
type AddressObstacle = (typeof addressObstacles)[number];

/**
 * Why no audio could reach a server, as far as both sides' candidates show it. `no-address`: the server names none;
 * `nearby`: only some that lead within its own network or computer; `ipv4`, `ipv6`: only such, and this computer has none;
 * `tcp`: none for UDP; `mixed`: each address has one of these obstacles; `keys`: a path was found, and DTLS failed on it;
 * `relayed`: the TURN server that alone is allowed found no path; `no-network`: this computer has no address itself.
 */
export const obstacles = [
  ...addressObstacles,
  'mixed',
  'no-address',
  'keys',
  'relayed',
  'no-network',
] as const;
export type Obstacle = (typeof obstacles)[number];

/** The most addresses that are named to the user. */
const mostNamed = 3;

export interface Sides {
  /** The addresses from which this computer sends: its own, and those of its relays. */
  own: readonly string[];
  /** The candidates in the server's answer. */
  far: readonly Candidate[];
  /** The host in the server's address, which was reached; null where there is none. */
  reachedHost: string | null;
}

/** The obstacle in the way to every address of the far side, with these addresses; null where one has none. */
export function obstacleBetween({
  own,
  far,
  reachedHost,
}: Sides): { obstacle: Obstacle; named?: string } | null {
  const reached = [...own, reachedHost ?? ''];
  const here: ThisSide = {
    families: new Set(own.map((address) => knownAddress(address).family)),
    reached: new Set(reached.map(canonicalAddress)),
    isServerHere: reached.some(isLoopback),
  };
  const usable = far.filter(({ address }) => knownAddress(address).scope !== 'nowhere');
  const found = new Set(usable.map((candidate) => obstacleTo(candidate, here)));
  if (found.has(null)) return null;
  const [first, ...more] = [...found].filter((each) => each !== null);
  if (first === undefined) return { obstacle: 'no-address' };
  return { obstacle: more.length > 0 ? 'mixed' : first, named: namesOf(usable) };
}

interface ThisSide {
  families: ReadonlySet<AddressFamily | null>;
  /** The addresses that packets reach from here, in their canonical spelling. */
  reached: ReadonlySet<string>;
  /** Whether the server was reached on this computer. */
  isServerHere: boolean;
}

/** What is in the way to one address of the server; null where nothing of it shows. */
function obstacleTo(
  { address, transport }: Candidate,
  { families, reached, isServerHere }: ThisSide,
): AddressObstacle | null {
  const { scope, family } = knownAddress(address);
  const isReached = reached.has(canonicalAddress(address)) || (isServerHere && isLoopback(address));
  if (scope === 'nearby' && !isReached) return 'nearby';
  // A browser that hides its own addresses behind names shows no family.
  const isKnown = families.size > 0 && !families.has(null);
  if (family !== null && isKnown && !families.has(family)) return family;
  return transport === 'tcp' ? 'tcp' : null;
}

function namesOf(candidates: readonly Candidate[]): string {
  const names = candidates.map(({ address, transport }) =>
    transport === 'tcp' ? `${address} (TCP)` : address,
  );
  const distinct = [...new Set(names)].filter((name) => /^[\w.:%()\x20-]{1,64}$/.test(name));
  const more = distinct.length > mostNamed ? ', …' : '';
  return distinct.length > 0 ? distinct.slice(0, mostNamed).join(', ') + more : '…';
}
