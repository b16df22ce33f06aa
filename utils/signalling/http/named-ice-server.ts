/** Stands where an ICE server is announced in a way that does not show its address. */
const unreadable = '…';

// In none of these patterns can two places of a text begin a long look for the same end, so that no text is read twice.
/** The value of a member or parameter that may be secret, or is somebody's name; what has no end is secret to its end. */
const secretValue =
  /(?:username|user|credential|password|pass)\\?["']?\s*[=:]\s*(?:\\?"(?:\\[^]|[^"\\])*(?:"|$)|'[^']*(?:'|$)|[^\s;,"']*)/gi;
const quotedParameter = /=\s*(?:"(?:\\[^]|[^"\\])*"|'[^']*')/g;
const linkToPage = /<\s*https?:[^<>]*>/gi;
const address =
  /(?:(?<![\w/.-])|(?<=%3C))(?:stun|turn)s?:(?:\/\/)?(?:\[[\da-f:.]+\]|[\w.-]+)(?::\d+)?(?:\?transport=\w+)?/i;
const relation = /(?<![\w/.-])ice-?servers?(?![\w/.-])/i;

/**
 * What to call the ICE server that a text names which could not be read: its address, never a credential that stands beside
 * it. Empty where the text names none.
 */
export function iceServerNamedIn(text: string): [] | [string] {
  const withoutSecrets = text.replace(linkToPage, '').replace(secretValue, '');
  const [found] = address.exec(withoutSecrets.replace(quotedParameter, '')) ?? [];
  if (found !== undefined) return [found];
  return address.test(withoutSecrets) ? [unreadable] : iceRelationIn(withoutSecrets);
}

/** What to call an ICE server of which a text has the relation alone; empty where it has not even that. */
export function iceRelationIn(text: string): [] | [string] {
  return relation.test(text.replace(linkToPage, '')) ? [unreadable] : [];
}
