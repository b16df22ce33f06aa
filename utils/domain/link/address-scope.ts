/**
 * From where an address can be reached: from `everywhere` as far as it shows, only from `nearby` (its own network or
 * computer), or from `nowhere`.
 */
export type AddressScope = 'everywhere' | 'nearby' | 'nowhere';
export type AddressFamily = 'ipv4' | 'ipv6';

/** An address as a candidate has it. A name has no family: only who resolves it knows. */
export interface KnownAddress {
  scope: AddressScope;
  family: AddressFamily | null;
}

/**
 * Names that only their own network resolves: without a dot, as in containers, or with an end that no public server has (RFC
 * 6761, RFC 6762, RFC 8375; `.internal` is reserved by ICANN, and `.lan` is what many routers give).
 */
const nearbyName = /^[^.]+\.?$|\.(?:local|localhost|localdomain|internal|lan|home\.arpa)\.?$/i;

/** What an IP address or a host's name shows by itself (IANA IPv4 and IPv6 Special-Purpose Address Registries). */
export function knownAddress(address: string): KnownAddress {
  const numbers = ipv4Numbers(address);
  if (numbers) return { scope: ipv4Scope(numbers), family: 'ipv4' };
  const ipv6 = canonicalIpv6(address);
  if (ipv6 === null) return { scope: nearbyName.test(address) ? 'nearby' : 'everywhere', family: null };
  // An IPv4 address as an IPv6 one, or behind a translator, whose prefix leads to no private one (RFC 6052, section 3.1).
  const within = /^(::ffff|64:ff9b:):([\da-f]+):([\da-f]+)$/.exec(ipv6);
  if (!within) return { scope: ipv6Scope(ipv6), family: 'ipv6' };
  const [high = 0, low = 0] = within.slice(2).map((group) => parseInt(group, 16));
  return {
    scope: ipv4Scope([high >> 8, high & 255, low >> 8, low & 255]),
    family: within[1] === '::ffff' ? 'ipv4' : 'ipv6',
  };
}

/** Whether an address leads only to the computer on which it is used (RFC 6761, section 6.3). */
export function isLoopback(address: string): boolean {
  return /^(?:127\..*|::1|(?:.*\.)?localhost\.?)$/.test(canonicalAddress(address));
}

/** One spelling of an address, so that two of them can be compared; a name is in small letters. */
export function canonicalAddress(address: string): string {
  return canonicalIpv6(address) ?? address.toLowerCase();
}

function ipv4Numbers(address: string): number[] | null {
  if (!/^(?:\d{1,3}\.){3}\d{1,3}$/.test(address)) return null;
  const numbers = address.split('.').map(Number);
  return numbers.every((number) => number <= 255) ? numbers : null;
}

/** An IPv6 address as the URL Standard writes it (section 3.5), without brackets and zone; null for anything else. */
function canonicalIpv6(address: string): string | null {
  const bare = address.replace(/^\[|\]$/g, '').split('%')[0] ?? '';
  if (!bare.includes(':') || !URL.canParse(`http://[${bare}]`)) return null;
  return new URL(`http://[${bare}]`).hostname.slice(1, -1);
}

function ipv4Scope([a = 0, b = 0, c = 0]: readonly number[]): AddressScope {
  // This network, multicast, reserved and broadcast.
  if (a === 0 || a >= 224) return 'nowhere';
  const isNearby =
    a === 10 ||
    a === 127 ||
    (a === 172 && b >= 16 && b < 32) ||
    (a === 192 && (b === 168 || (b === 0 && c === 0))) ||
    (a === 169 && b === 254) ||
    // Shared by carriers and overlay networks (RFC 6598).
    (a === 100 && b >= 64 && b < 128);
  return isNearby ? 'nearby' : 'everywhere';
}

function ipv6Scope(address: string): AddressScope {
  if (address === '::') return 'nowhere';
  if (address === '::1') return 'nearby';
  const first = parseInt(address.split(':')[0] || '0', 16);
  // Multicast, and what is thrown away (RFC 6666).
  if (first >= 0xff00 || /^100::/.test(address)) return 'nowhere';
  // Unique local (RFC 4193); link-local, and site-local as it was once (RFC 4291); behind a translator of its network (RFC 8215).
  const isNearby = (first >= 0xfc00 && first < 0xfe00) || first >= 0xfe80 || /^64:ff9b:1:/.test(address);
  return isNearby ? 'nearby' : 'everywhere';
}
