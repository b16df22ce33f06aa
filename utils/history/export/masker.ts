import { maskAddresses } from '../../domain/log/mask-addresses.ts';
import type { ExportMask } from './export-request.ts';
import { createKnownWords } from './known-words.ts';

export type Masker = ReturnType<typeof createMasker>;

/** Members whose text is the name of a microphone; no other member of the log has these names. */
const microphoneKeys = new Set(['label', 'microphone']);

/**
 * Matches the host in a URL, including those of STUN and TURN servers (RFC 7064, RFC 7065). What follows one
 * `//` or colon ends before the next, so that a text with many of them is scanned once.
 */
const hosts =
  /(?:(?<=[a-z\d+.-]):\/\/(?:[^\s/@]*@)?|\b(?:stuns?|turns?):(?:\/\/)?)(\[[^\]\s/[]+\]|[^\s/:?#[\]@,;"'<>()]+)/gi;

/**
 * Replaces what is to be hidden in plain data by meaningless names. The same thing has the same name
 * throughout one export, so that a log can still be followed.
 */
export function createMasker(mask: ExportMask) {
  const addresses = createNames('ip');
  const servers = createNames('server');
  const inSentences = createKnownWords();
  const profiles = createNames('profile');
  const profileIds = createNames('profile-id');
  const microphones = createNames('microphone');

  function text(value: string): string {
    let masked = value;
    if (mask.servers) {
      masked = masked.replace(hosts, (url: string, host: string) => {
        const name = servers.of(host.toLowerCase());
        // A name without a dot may be any word of a sentence.
        if (host.includes('.')) inSentences.add(host.toLowerCase(), name);
        return url.slice(0, url.length - host.length) + name;
      });
      masked = inSentences.replace(masked);
    }
    return mask.addresses ? maskAddresses(masked, addresses.of) : masked;
  }

  function named(value: string, key: string, parent: string): string {
    if (value === '') return value;
    if (mask.microphones && microphoneKeys.has(key)) return microphones.of(value);
    const isProfileName = key === 'profileName' || (parent === 'profile' && key === 'name');
    // An administrator's ids say as much as names.
    const isProfileId = key === 'profileId' || (parent === 'profile' && key === 'id');
    if (mask.servers && isProfileId) return profileIds.of(value);
    return mask.servers && isProfileName ? profiles.of(value) : text(value);
  }

  function deep(value: unknown, key: string, parent: string): unknown {
    if (typeof value === 'string') return named(value, key, parent);
    if (Array.isArray(value)) return value.map((each) => deep(each, key, parent));
    if (typeof value !== 'object' || value === null) return value;
    const masked = Object.entries(value).map(([name, inner]) => [name, deep(inner, name, key)]);
    return Object.fromEntries(masked) as unknown;
  }

  return {
    /** Masks plain data, keeping its shape, the names of its members and its numbers. */
    value<Value>(value: Value): Value {
      // The first of two passes: a server may be named in a sentence before it is in a URL.
      if (mask.servers) deep(value, '', '');
      return deep(value, '', '') as Value;
    },
  };
}

function createNames(prefix: string) {
  const names = new Map<string, string>();
  return {
    of(value: string): string {
      const name = names.get(value) ?? `${prefix}-${names.size + 1}`;
      names.set(value, name);
      return name;
    },
  };
}
