import { saidText } from '../../domain/bounds/said-text.ts';
import { challengedSchemes } from './challenge.ts';
import type { ServerMessageWords } from '../../domain/log/server-message.ts';
import { asObject } from './json-object.ts';
import { markupText } from './markup-text.ts';

/** What a server says of itself in a refusal, for people and for programs. */
export interface ServerWords {
  /** Its sentence, masked and bounded; null where it says nothing. */
  said: string | null;
  /** The codes that it names, in small letters, such as `insufficient_quota`. */
  codes: readonly string[];
  /** The schemes by which it asks for credentials, such as `basic`. */
  schemes: readonly string[];
}

/**
 * The members that hold a sentence, the likeliest first: those of problem+json (RFC 9457, section 3.1), of OAuth (RFC 6750,
 * section 3), of FastAPI and pydantic, and of OpenAI, MediaMTX, LiveKit and others.
 */
const sentenceKeys = [
  'detail',
  'message',
  'error_description',
  'errormessage',
  'msg',
  'error',
  'errors',
  'description',
  'reason',
  'title',
  'meta',
  'data',
  'response',
  'status',
  'code',
  'type',
];
const codeKeys = new Set(['code', 'type', 'error', 'status', 'reason', 'error_code', 'err_code', 'title']);

/** A value of JSON that says nothing to anybody. */
const bareValue = /^(?:null|true|false|[\d.-]+)$/;

/** Stands for bytes that are no text in the writing that was told: what is left of such a text the server has not said. */
const undecoded = '\uFFFD';

/** The depth to which a body is searched, and the number of codes that are read. */
const deepest = 5;
const mostCodes = 16;

/**
 * Reads what a server says in a reply, wherever it stands: in JSON of any shape, HTML, XML or plain text, else in
 * `WWW-Authenticate`, else as the status line's own phrase. `secrets` are masked.
 */
export function readServerWords(
  { body, headers, statusText = '' }: { body: string; headers: Headers; statusText?: string },
  secrets: readonly string[] = [],
): ServerWords {
  const text = body.replace(/^\uFEFF?(?:\)\]\}',?)?/, '').trim();
  const json = parse(text) ?? parse(text.slice(0, text.search(/[\r\n]|$/))) ?? parseForm(text);
  const codes: string[] = [];
  collectCodes(json, codes, 0);
  const plain = text.startsWith('<') ? markupText(text) : text.replace(bareValue, '');
  const inBody = json === undefined ? plain : sentenceOf(json, 0);
  const challenge = headers.get('www-authenticate') ?? '';
  const described = /error_description="([^"]*)"/i.exec(challenge)?.[1];
  // A phrase of one or two words only repeats the status.
  const phrase = statusText.trim().split(/\s+/).length > 2 ? statusText : '';
  const found = [inBody, described, challenge, phrase].find((each) => each && !each.includes(undecoded));
  return { said: saidText(found ?? '', secrets), codes, schemes: challengedSchemes(challenge) };
}

/**
 * Reads the words of an error that a server sends over a data channel, in JSON of any shape. `secrets` are masked.
 */
export function readErrorWords(error: unknown, secrets: readonly string[]): ServerMessageWords {
  const code = codeOf(asObject(error) ?? {});
  const said = saidText(sentenceOf(error, 0), secrets);
  return {
    ...(code === undefined ? {} : { code }),
    ...(said === null || said === code ? {} : { said }),
  };
}

/** The code of an error, or else its type; nothing that has other characters than codes have, or may be a secret. */
function codeOf({ code, type }: Readonly<Record<string, unknown>>): string | undefined {
  const named = [code, type].map((each) => (typeof each === 'number' ? String(each) : each));
  return named.find(
    (each): each is string =>
      typeof each === 'string' && /^[\w.:/-]{1,80}$/.test(each) && saidText(each) === each,
  );
}

function parse(text: string): unknown {
  if (!/^[[{"]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** What is written as a form is, such as an error of OAuth (RFC 6749, section 4.1.2.1). */
function parseForm(text: string): unknown {
  if (!/^[\w.-]+=[^&=\s]*(?:&[\w.-]+=[^&=\s]*)*$/.test(text)) return undefined;
  return Object.fromEntries(new URLSearchParams(text));
}

/** The first sentence of a value of JSON; empty where there is none. */
function sentenceOf(value: unknown, depth: number): string {
  if (typeof value === 'string') {
    // Some servers put another one's answer into a member of theirs.
    return (depth <= deepest && sentenceOf(parse(value), depth + 1)) || value.trim();
  }
  if (typeof value !== 'object' || value === null || depth > deepest) return '';
  if (Array.isArray(value)) {
    const [first] = value as unknown[];
    return sentenceOf(first, depth + 1);
  }
  const members = new Map(Object.entries(value).map(([key, inner]) => [key.toLowerCase(), inner as unknown]));
  for (const key of sentenceKeys) {
    const found = sentenceOf(members.get(key), depth + 1);
    if (found !== '') return placed(found, members.get('loc'));
  }
  for (const inner of members.values()) {
    const found = typeof inner === 'object' ? sentenceOf(inner, depth + 1) : '';
    if (found !== '') return found;
  }
  // A member of any other name, if it has more than one word.
  const others = [...members.values()].filter((inner) => typeof inner === 'string');
  return others.find((inner) => /\S\s+\S/.test(inner))?.trim() ?? '';
}

/** A sentence with the field that it is about, as FastAPI names it beside it. */
function placed(sentence: string, place: unknown): string {
  const field: unknown = Array.isArray(place) ? (place as unknown[]).at(-1) : undefined;
  return typeof field === 'string' ? `${field}: ${sentence}` : sentence;
}

function collectCodes(value: unknown, codes: string[], depth: number): void {
  if (depth > deepest || codes.length >= mostCodes) return;
  if (Array.isArray(value)) return collectCodes((value as unknown[])[0], codes, depth + 1);
  for (const [key, inner] of Object.entries(asObject(value) ?? {})) {
    if (typeof inner === 'object') collectCodes(inner, codes, depth + 1);
    else if (codeKeys.has(key.toLowerCase()) && typeof inner === 'string' && /^[\w.:/-]{1,80}$/.test(inner))
      codes.push(inner.replace(/([a-z])(?=[A-Z])/g, '$1_').toLowerCase());
  }
}
