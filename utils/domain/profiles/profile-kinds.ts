import * as v from 'valibot';
import { secret, text, wholeNumber } from './entered-values.ts';
import { iceServerProblem, mostIceServers } from './ice-server.ts';
import { recordingKeeps, usualRecordingKeep } from './recording-keep.ts';
import { barePath, serverUrlProblem } from './server-url.ts';
import { noiseReductions, textDelays, usualModel } from './transcription-options.ts';

export const defaultIceServers = [{ url: 'stun:stun.l.google.com:19302', username: '', credential: '' }];

/**
 * How long a server may keep one connection open, in milliseconds, both ends included: ten seconds to a day.
 */
export const sessionLimitRange = { lowest: 10_000, highest: 86_400_000 };

/**
 * How a member is entered in the form: as an address, a secret, the user name whose password the secret is, a choice with a hint for each option, one
 * item of a list, or a text; `own` has a part of the form for itself.
 */
export type MemberEntry = 'address' | 'secret' | 'username' | 'choice' | 'list' | 'text' | 'own';

/** One member of a profile. */
export interface ProfileMember {
  schema: v.GenericSchema;
  /** The member's value in a new profile; undefined for none. */
  initial: unknown;
  entry: MemberEntry;
  /** The choice that holds where the member is absent. */
  usual?: string;
  /** Whether a profile needs the member. */
  isRequired?: boolean;
}

/**
 * A shape of addresses that belong to a kind of server; without `variant`, the kind has none, or the usual
 * one is meant.
 */
interface AddressShape {
  path?: RegExp;
  host?: RegExp;
  variant?: string;
  /** Whether addresses for a WebSocket lead to the same server. */
  takesSockets?: boolean;
  /** The address to use for one of this shape, where it differs. */
  toUrl?: (url: URL) => string;
}

interface ProfileKindRow {
  /** The shapes by which an address shows its kind; the first that fits counts, in the order of the rows. */
  addresses: readonly AddressShape[];
  /** The members of a profile of this kind besides id and name. */
  members: Record<string, ProfileMember>;
  /** Whether servers of the kind send back what was understood. */
  sendsText: boolean;
  /** Whether servers of the kind usually end a session after a certain time. */
  limitsSessions?: boolean;
}

const serverUrl = v.pipe(
  text(2048),
  v.trim(),
  v.rawCheck(({ dataset, addIssue }) => {
    const problem = dataset.typed ? serverUrlProblem(dataset.value) : null;
    if (problem) addIssue({ message: problem });
  }),
);

const iceServer = v.pipe(
  v.strictObject({ url: v.pipe(text(512), v.trim()), username: text(512), credential: secret }, 'malformed'),
  v.rawCheck(({ dataset, addIssue }) => {
    const problem = dataset.typed ? iceServerProblem(dataset.value) : null;
    if (problem) addIssue({ message: problem });
  }),
);

function member<Schema extends v.GenericSchema, const Entry extends MemberEntry>(
  entry: Entry,
  schema: Schema,
  initial: v.InferOutput<Schema> | undefined,
) {
  return { entry, schema, initial };
}

const address = (initial = '') => member('address', serverUrl, initial);
/** A choice of options, the first of which is the usual one. */
const oneOf = <
  const Choices extends readonly [string, ...string[]],
  const Entry extends 'choice' | 'list' | 'own',
>(
  entry: Entry,
  choices: Choices,
) => member(entry, v.picklist(choices, 'choice-unknown'), choices[0]);

/** A choice that may be absent, and then is the usual one. */
const usually = <const Choices extends readonly [string, ...string[]]>(
  choices: Choices,
  usual: Choices[number],
) => ({ ...member('own', v.optional(v.picklist(choices, 'choice-unknown')), undefined), usual });

/**
 * The user name of HTTP Basic; empty or absent where the secret is sent alone. It is left out, like the secret, wherever
 * credentials are.
 */
const username = member(
  'username',
  v.optional(
    v.pipe(
      text(512),
      v.trim(),
      v.excludes(':', 'username-colon'),
      v.check((name) => !/\p{Cc}/u.test(name), 'token-characters'),
    ),
  ),
  undefined,
);

/** The greatest number of keywords of a profile. */
const mostKeywords = 200;

/** When each packet is sent twice (RED, RFC 2198); absent is the first, by what was lost lately. */
export const redundancies = ['automatic', 'always', 'never'] as const;
export type Redundancy = (typeof redundancies)[number];

/**
 * The one at the far end: a recogniser, to which what was said while nothing arrived is sent afterwards, or listeners, for whom
 * the stream stays live.
 */
export const destinations = ['recogniser', 'listeners'] as const;
export type Destination = (typeof destinations)[number];

/**
 * Where sound files are transcribed, as by OpenAI's `POST /v1/audio/transcriptions`. The token is sent as a bearer token; it is
 * left out wherever credentials are.
 */
const batchEndpoint = v.strictObject(
  {
    url: serverUrl,
    token: v.optional(secret, ''),
    model: v.optional(text(128), 'whisper-1'),
    language: v.optional(text(35), ''),
  },
  'malformed',
);
export type BatchEndpoint = v.InferOutput<typeof batchEndpoint>;

/** The days for which the text of a profile's sessions may be kept, both ends included; 0 is not at all. */
export const textDaysRange = { lowest: 0, highest: 3650 };

/**
 * Which session URLs a WHIP server may choose, besides those at the origin of its profile: the user is asked, every port of
 * the same host, by TLS where the profile has it, or none.
 */
export const sessionUrlChoices = ['ask', 'same-host', 'same-origin'] as const;

/** The members of every kind that sends over a network; `destination` is who usually is at the far end. */
const network = (destination: Destination) => ({
  iceServers: member(
    'own',
    v.pipe(v.array(iceServer, 'malformed'), v.maxLength(mostIceServers, 'text-too-long')),
    defaultIceServers,
  ),
  iceTransportPolicy: oneOf('own', ['all', 'relay']),
  /**
   * Milliseconds after which the server ends a connection, so that the next one is made before; null or
   * absent for never.
   */
  sessionLimitMs: member('own', v.optional(v.nullable(wholeNumber(sessionLimitRange))), undefined),
  redundancy: usually(redundancies, 'automatic'),
  /** Whether its sessions are recorded, and how long that is kept. */
  recording: usually(recordingKeeps, usualRecordingKeep),
  destination: usually(destinations, destination),
  /** Where what did not arrive is transcribed afterwards, out of the recording. */
  batch: member('own', v.optional(batchEndpoint), undefined),
  /** For how many days the text of its sessions is kept, at most as the settings say; null or absent for as they say. */
  keepTextDays: member('own', v.optional(v.nullable(wholeNumber(textDaysRange))), undefined),
});

/**
 * The one table of the kinds of server that a profile can be for: the members of each kind's profiles (which
 * are stored, exported, set by a policy and entered in the form), and what servers of it do. The type
 * {@link Profile}, every check of a profile, the form, the guess from an address, the links to a new profile
 * and what is left out of an export come out of it.
 *
 * To add a kind: its row here, its adapter in `utils/signalling`, its words in `public/_locales` and its line
 * in docs/settings.md; the compiler and the tests ask for each. A member that shipped stays; a later one is
 * `v.optional`.
 */
export const profileKindTable = {
  whip: {
    addresses: [{ path: /\/whip(\/|$)|\/webrtc\/publish$/i }, { host: /(^|\.)whip\./i }],
    members: {
      url: address(),
      token: member('secret', secret, ''),
      username,
      ...network('listeners'),
      sessionUrls: usually(sessionUrlChoices, 'ask'),
    },
    sendsText: false,
  },
  'json-offer': {
    addresses: [
      { path: /\/webrtc\/offer$/, variant: 'fastrtc' },
      { path: /\/api\/offer$/, variant: 'pipecat' },
      { path: /\/offer$/, variant: 'aiortc' },
    ],
    members: {
      variant: oneOf('list', ['aiortc', 'pipecat', 'fastrtc']),
      url: address(),
      token: member('secret', secret, ''),
      username,
      ...network('recogniser'),
    },
    sendsText: true,
  },
  'openai-realtime': {
    // OpenAI's realtime address is often given for a WebSocket; the calls for WebRTC are at the same place.
    addresses: [{ path: /\/v1\/realtime(\/|$)/, takesSockets: true, toUrl: callsUrl }],
    members: {
      url: address('https://api.openai.com/v1/realtime/calls'),
      /** An API key mints a secret for each connection; a ready secret is used as it is, until it expires. */
      credentialType: oneOf('choice', ['api-key', 'secret']),
      credential: {
        ...member('secret', v.pipe(secret, v.nonEmpty('credential-empty')), ''),
        isRequired: true,
      },
      /** With a user name, no secret is made: the credential is a password, and is sent as one. */
      username,
      model: member('text', text(128), usualModel),
      language: member('text', text(35), ''),
      // Each of the following is sent to a model that takes it alone (`model-traits.ts`).
      /** What is spoken about, in a sentence or two. */
      prompt: member('own', v.optional(text(2000)), undefined),
      /** Words and names to expect. */
      keywords: member(
        'own',
        v.optional(v.pipe(v.array(text(100), 'malformed'), v.maxLength(mostKeywords, 'text-too-long'))),
        undefined,
      ),
      delay: usually(textDelays, 'server'),
      noiseReduction: usually(noiseReductions, 'server'),
      ...network('recogniser'),
    },
    sendsText: true,
    limitsSessions: true,
  },
  loopback: { addresses: [], members: {}, sendsText: false },
} as const satisfies Record<string, ProfileKindRow>;

function callsUrl(url: URL): string {
  return url.hostname === 'api.openai.com' && barePath(url) === '/v1/realtime'
    ? `${url.origin}/v1/realtime/calls`
    : url.href;
}

export type ProfileKind = keyof typeof profileKindTable;

/** The kinds in the order in which they are offered. */
export const profileKinds = Object.keys(profileKindTable) as ProfileKind[];

export function isProfileKind(kind: unknown): kind is ProfileKind {
  return typeof kind === 'string' && Object.hasOwn(profileKindTable, kind);
}

/** The row of a kind, typed as any row; that of loopback for a kind that only a damaged log has. */
export function profileKind(kind: ProfileKind): ProfileKindRow {
  return profileKindTable[isProfileKind(kind) ? kind : 'loopback'];
}

type AllMembers = (typeof profileKindTable)[ProfileKind]['members'];

/** The names of the members that are entered in this way. */
export type MemberName<Entry extends MemberEntry> = NamesIn<AllMembers, Entry>;
type NamesIn<Members, Entry> = Members extends unknown
  ? { [Name in keyof Members]: Members[Name] extends { entry: Entry } ? Name : never }[keyof Members]
  : never;

/** The names of the members that have a usual choice where they are absent. */
export type UsualName = UsualIn<AllMembers>;
type UsualIn<Members> = Members extends unknown
  ? { [Name in keyof Members]: Members[Name] extends { usual: string } ? Name : never }[keyof Members]
  : never;

/** The choices of such a member. */
export type UsualChoice<Name extends UsualName> = UsualChoiceIn<AllMembers, Name>;
type UsualChoiceIn<Members, Name> = Members extends unknown
  ? Name extends keyof Members
    ? Members[Name] extends { schema: v.OptionalSchema<v.PicklistSchema<infer Choices, string>, undefined> }
      ? Extract<Choices[number], string>
      : never
    : never
  : never;

/** The options of a member. */
export type MemberChoice<Name extends string> = ChoiceIn<AllMembers, Name>;
type ChoiceIn<Members, Name> = Members extends unknown
  ? Name extends keyof Members
    ? Members[Name] extends { schema: v.PicklistSchema<infer Choices, v.ErrorMessage<v.PicklistIssue>> }
      ? Extract<Choices[number], string>
      : never
    : never
  : never;

/** A field of the form: its member, and the member's options. */
export type ProfileField =
  | { entry: 'address'; name: MemberName<'address'> }
  | { entry: 'secret'; name: MemberName<'secret'> }
  | { entry: 'username'; name: MemberName<'username'> }
  | { entry: 'text'; name: MemberName<'text'> }
  | { entry: 'choice'; name: MemberName<'choice'>; choices: MemberChoice<MemberName<'choice'>>[] }
  | { entry: 'list'; name: MemberName<'list'>; choices: MemberChoice<MemberName<'list'>>[] };

/** The fields of a kind's form, in the order of its row. */
export function profileFields(kind: ProfileKind): ProfileField[] {
  return Object.entries(profileKind(kind).members).flatMap(([name, { entry, schema }]) =>
    entry === 'own' ? [] : [{ entry, name, ...('options' in schema && { choices: schema.options }) }],
  ) as ProfileField[];
}
