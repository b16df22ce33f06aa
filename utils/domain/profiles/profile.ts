import * as v from 'valibot';
import { secret, text, wholeNumber } from './entered-values.ts';
import { iceServerProblem } from './ice-server.ts';
import { serverUrlProblem } from './server-url.ts';
import { toProblem, type SettingsProblem } from './settings-problem.ts';

export const defaultIceServers = [{ url: 'stun:stun.l.google.com:19302', username: '', credential: '' }];

/** Milliseconds that a server lets one connection live, both ends included: ten seconds to a day. */
export const sessionLimitRange = { lowest: 10_000, highest: 86_400_000 };

const identity = {
  id: v.pipe(text(64), v.regex(/^[\w-]+$/, 'malformed')),
  name: v.pipe(text(80), v.trim(), v.nonEmpty('name-empty')),
};

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

const ice = {
  iceServers: v.pipe(v.array(iceServer, 'malformed'), v.maxLength(32, 'text-too-long')),
  iceTransportPolicy: v.picklist(['all', 'relay'], 'choice-unknown'),
  /** Milliseconds after which the server ends a connection, so that the next one is made before; null or absent: never. */
  sessionLimitMs: v.optional(v.nullable(wholeNumber(sessionLimitRange))),
};

const loopbackProfile = v.strictObject({ ...identity, kind: v.literal('loopback') }, 'malformed');

const whipProfile = v.strictObject(
  { ...identity, kind: v.literal('whip'), url: serverUrl, token: secret, ...ice },
  'malformed',
);

const jsonOfferProfile = v.strictObject(
  {
    ...identity,
    kind: v.literal('json-offer'),
    variant: v.picklist(['aiortc', 'pipecat', 'fastrtc'], 'choice-unknown'),
    url: serverUrl,
    token: secret,
    ...ice,
  },
  'malformed',
);

const openAiRealtimeProfile = v.strictObject(
  {
    ...identity,
    kind: v.literal('openai-realtime'),
    url: serverUrl,
    /** An API key mints a secret for each connection; a ready secret is used as it is, until it expires. */
    credentialType: v.picklist(['api-key', 'secret'], 'choice-unknown'),
    credential: v.pipe(secret, v.nonEmpty('credential-empty')),
    model: text(128),
    language: text(35),
    ...ice,
  },
  'malformed',
);

/** The settings of one server, by its kind. */
export const profile = v.variant(
  'kind',
  [loopbackProfile, whipProfile, jsonOfferProfile, openAiRealtimeProfile],
  'malformed',
);

export type Profile = v.InferOutput<typeof profile>;
export type ProfileKind = Profile['kind'];
export const profileKinds = profile.options.map(({ entries }) => entries.kind.literal);
export type ServerProfile = Exclude<Profile, { kind: 'loopback' }>;
export type WhipProfile = v.InferOutput<typeof whipProfile>;
export type JsonOfferProfile = v.InferOutput<typeof jsonOfferProfile>;
export type OpenAiRealtimeProfile = v.InferOutput<typeof openAiRealtimeProfile>;

/** What is wrong with one profile as it stands in a form; empty when it can be saved. Paths are relative to it. */
export function profileProblems(unknown: unknown): SettingsProblem[] {
  const parsed = v.safeParse(profile, unknown);
  return parsed.success ? [] : parsed.issues.map(toProblem);
}
