/** Groups of digits between dots that are no part of a longer row of such groups. */
const ipv4Words = /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?!\d|\.\d)/g;

/** Hexadecimal groups between colons, perhaps with an IPv4 address at the end and with a zone (RFC 4007). */
const ipv6Words = /(?<![\w.])[\da-f:]*:[\da-f:]*(?:(?:\d{1,3}\.){3}\d{1,3})?(?:%[\w.-]+)?(?!\w|\.\d)/gi;

/**
 * Replaces every IPv4 and IPv6 literal of a text, also within a URL, by what `name` calls it. What only looks like one, a
 * time of day or a version of three numbers, stays.
 */
export function maskAddresses(text: string, name: (address: string) => string): string {
  return text
    .replace(ipv6Words, (word) => {
      // A colon may also be the sentence's.
      const address = isIpv6(word) ? word : word.replace(/:$/, '');
      return isIpv6(address) ? name(address.toLowerCase()) + word.slice(address.length) : word;
    })
    .replace(ipv4Words, (word) => (isIpv4(word) ? name(word) : word));
}

function isIpv4(word: string): boolean {
  return word.split('.').every((number) => Number(number) <= 255);
}

/** RFC 4291 section 2.2: eight groups, or fewer with one `::`; the last two may be written as an IPv4 address. */
function isIpv6(word: string): boolean {
  const [address = ''] = word.split('%');
  const halves = address.split('::');
  if (!address.includes(':') || halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const ends = groups.at(-1)?.includes('.') ? [groups.pop() ?? ''] : [];
  if (!ends.every(isIpv4) || !groups.every((group) => /^[\da-f]{1,4}$/i.test(group))) return false;
  const count = groups.length + ends.length * 2;
  return halves.length === 2 ? count < 8 : count === 8;
}
