import type { Failure } from '../../domain/failure/failure.ts';
import type { schemeOf } from '../../domain/profiles/authorization.ts';
import { maskedUrl } from '../../domain/profiles/masked-url.ts';
import { readRetryAfter } from './retry-after.ts';
import type { ServerWords } from './server-words.ts';

type Scheme = NonNullable<ReturnType<typeof schemeOf>>;

/** What a response outside 2xx shows, all of which may decide its failure. */
export interface Refusal extends ServerWords {
  status: number;
  /** The scheme of the credentials that went with the request; null for none. */
  sent: Scheme | null;
  /** Whether that token is one that expires by itself. */
  expires: boolean;
  retryAfter: string | null;
  /** The URL that the response came from, when redirects led away from the one asked; else null. */
  redirectedTo: string | null;
  /** Whether that URL has the path and the query that were asked. */
  keepsPath: boolean;
  /** Whether that URL is of another origin, to which fetch takes no token along. */
  isElsewhere: boolean;
}

type Evidence = Refusal & { now: number };

/** The failures that may come with the server's own sentence. */
type HttpFailure = Extract<Failure, { said?: string }>;

interface Rule {
  shows: (evidence: Evidence) => boolean;
  means: (evidence: Evidence) => HttpFailure;
}

/**
 * Codes by which servers say that an account has nothing left: OpenAI's, Deepgram's, ElevenLabs' and their like. A code that
 * only names the subject, such as `billing_unavailable`, says nothing of the account.
 */
const quota =
  /^quota$|(?:insufficient|not_enough|out_of|no)_(?:quota|funds|credits?|balance)|(?:quota|credits?|balance|billing)_(?:\w*_)?(?:exceeded|exhausted|reached|used|depleted|too_low|not_active|required)|payment_(?:required|due)/;

/** A limit for a short while, after which the same account may go on. */
const rate = /(?:^|_)rate_|per_(?:second|minute|hour)/;

/** Whether a code means that an account has nothing left; of a type that is a URI (RFC 9457, section 3.1.1) its end. */
function isQuota(code: string): boolean {
  const name = code.slice(code.lastIndexOf('/') + 1).replaceAll('-', '_');
  return quota.test(name) && !rate.test(name);
}

/** Schemes of other sign-ins than a token or HTTP Basic (IANA HTTP Authentication Scheme Registry; NTLM of Microsoft). */
const otherSchemes = new Set([
  'digest',
  'hoba',
  'mutual',
  'negotiate',
  'ntlm',
  'privatetoken',
  'scram-sha-1',
  'scram-sha-256',
]);

const expired = /(?:^|[^a-z])expired(?:$|[^a-z])/i;

/**
 * Statuses by which an address answers that takes no offer. A redirect by 301, 302 or 303 makes a browser ask by GET (Fetch
 * Standard, section 4.4), which is answered so; the status of the redirect itself is not told.
 */
const takesNoOffer = new Set([404, 405, 501]);

const only = ({ sent }: Evidence) => {
  if (sent === 'bearer') return {};
  return { token: sent ?? ('none' as const) };
};

/**
 * The scheme that a server asks for, where another one was sent, and none was sent that it would take; `other` where it asks
 * for nothing but sign-ins that cannot be sent.
 */
function asks({ sent, schemes }: Evidence): { asks?: Scheme | 'other' } {
  if (sent !== null && schemes.includes(sent)) return {};
  const asked = (['bearer', 'basic'] as const).find((scheme) => schemes.includes(scheme));
  if (asked !== undefined) return { asks: asked };
  return schemes.length > 0 && schemes.every((scheme) => otherSchemes.has(scheme)) ? { asks: 'other' } : {};
}

const status =
  (...codes: number[]) =>
  (evidence: Evidence) =>
    codes.includes(evidence.status);

/** The one table from what a response shows to its failure; the first row that fits counts. */
const rules: readonly Rule[] = [
  {
    shows: ({ status, codes }) => status === 402 || codes.some(isQuota),
    means: ({ status }) => ({ reason: 'server-quota', status }),
  },
  {
    // OpenAI's code for it is not documented, so the word is looked for wherever the error names its kind or reason.
    shows: ({ status, expires, codes, said }) =>
      status === 401 && expires && [...codes, said ?? ''].some((each) => expired.test(each)),
    means: () => ({ reason: 'secret-expired' }),
  },
  {
    // The token stays behind on the way to another origin, so it may well be right.
    shows: ({ status, isElsewhere }) => status === 401 && isElsewhere,
    means: ({ redirectedTo, keepsPath }) => ({
      reason: 'server-redirected',
      origin: originOf(redirectedTo),
      to: addressOf(redirectedTo),
      ...kept(keepsPath),
    }),
  },
  {
    shows: ({ status, redirectedTo }) => redirectedTo !== null && takesNoOffer.has(status),
    means: ({ redirectedTo, status, keepsPath }) => ({
      reason: 'server-moved',
      to: addressOf(redirectedTo),
      status,
      ...kept(keepsPath),
    }),
  },
  {
    shows: status(401),
    means: (evidence) => ({ reason: 'server-unauthorized', ...only(evidence), ...asks(evidence) }),
  },
  { shows: status(403), means: (evidence) => ({ reason: 'server-forbidden', ...only(evidence) }) },
  { shows: status(404), means: () => ({ reason: 'server-not-found' }) },
  { shows: status(409), means: () => ({ reason: 'server-busy' }) },
  { shows: status(410), means: () => ({ reason: 'server-gone' }) },
  {
    shows: status(429, 503),
    means: ({ status, retryAfter, now }) => ({
      reason: 'server-overloaded',
      retryAfterMs: readRetryAfter(retryAfter, now),
      status: status === 429 ? 429 : 503,
    }),
  },
  {
    // Waiting changes nothing about these (RFC 9110, sections 15.6.2 and 15.6.6; RFC 2295; RFC 5842; RFC 2774).
    shows: status(501, 505, 506, 508, 510),
    means: ({ status }) => ({ reason: 'server-refused', status }),
  },
  { shows: ({ status }) => status >= 500, means: ({ status }) => ({ reason: 'server-error', status }) },
  { shows: ({ status }) => status >= 400, means: ({ status }) => ({ reason: 'server-refused', status }) },
];

/** A redirect that leads nowhere: the network's own login page may answer for the server. */
const otherwise: Pick<Rule, 'means'> = { means: () => ({ reason: 'server-answer-invalid' }) };

/** The failure that a response outside 2xx stands for, with the server's own sentence. `now` is epoch milliseconds. */
export function httpFailure(refusal: Refusal, now: number): HttpFailure {
  const evidence = { ...refusal, now };
  const rule = rules.find(({ shows }) => shows(evidence)) ?? otherwise;
  const failure = rule.means(evidence);
  return refusal.said === null ? failure : { ...failure, said: refusal.said };
}

/** The failure of a reply of 2xx that is no answer to an offer: a page, or what a redirect led to. */
export function noAnswerFailure({
  redirectedTo,
  status,
  said,
}: Pick<Refusal, 'redirectedTo' | 'status' | 'said'>): HttpFailure {
  const failure: HttpFailure =
    redirectedTo === null
      ? { reason: 'server-answer-invalid' }
      : { reason: 'server-moved', to: addressOf(redirectedTo), status };
  return said === null ? failure : { ...failure, said };
}

const kept = (keepsPath: boolean) => (keepsPath ? { kept: 'path' as const } : {});

function originOf(url: string | null): string {
  return url === null ? '' : new URL(url).origin;
}

/** The address without the parts of its path that may be a key, and with a sign of a query in its place. */
function addressOf(url: string | null): string {
  if (url === null) return '';
  const { origin, pathname, search } = new URL(url);
  return maskedUrl(origin + pathname + search);
}
