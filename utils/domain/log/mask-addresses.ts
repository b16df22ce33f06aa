/** Matches four groups of digits between dots that are no part of a longer row of such groups. */
const ipv4Words = /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?!\d|\.\d)/g;

/**
 * Matches hexadecimal digits and colons, possibly with an IPv4 address at the end and a zone (RFC 4007).
 * Nothing follows the repetition in the pattern, so that no text makes it backtrack; the text around a match
 * is checked afterwards.
 */
const ipv6Words = /[\da-f:]+(?:(?:\.\d{1,3}){3})?(?:%[\w.-]+)?/gi;

/** Matches text after which an address cannot have ended. */
const goesOn = /^(?:\w|\.\d)/;

/** Matches text after which an address cannot begin, except after a colon. */
const isWithin = /[\w.]$/;

/**
 * Replaces every IPv4 and IPv6 address in a text, including those within a URL, by what `name` returns for
 * it. Text that only looks like an address stays: a time of day, or a version of three numbers.
 */
export function maskAddresses(text: string, name: (address: string) => string): string {
  return text
    .replace(ipv6Words, (word, at: number) => {
      const end = at + word.length;
      if (!word.includes(':') || goesOn.test(text.slice(end, end + 2))) return word;
      const from = isWithin.test(text.slice(Math.max(0, at - 1), at)) ? word.indexOf(':') + 1 : 0;
      const rest = word.slice(from);
      // The last colon may be the sentence's.
      const address = isIpv6(rest) || !rest.endsWith(':') ? rest : rest.slice(0, -1);
      if (!isIpv6(address)) return word;
      return word.slice(0, from) + name(address.toLowerCase()) + rest.slice(address.length);
    })
    .replace(ipv4Words, (word) => (isIpv4(word) ? name(word) : word));
}

function isIpv4(word: string): boolean {
  return word.split('.').every((number) => Number(number) <= 255);
}

/**
 * Whether a word is an IPv6 address (RFC 4291, section 2.2): eight groups, or fewer with one `::`; the last
 * two may be written as an IPv4 address.
 */
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
