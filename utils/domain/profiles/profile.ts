import * as v from 'valibot';
import { text } from './entered-values.ts';
import {
  profileKind,
  profileKinds,
  type Destination,
  profileKindTable,
  type ProfileKind,
} from './profile-kinds.ts';
import { toProblem, type SettingsProblem } from './settings-problem.ts';

const identity = {
  id: v.pipe(text(64), v.regex(/^[\w-]+$/, 'malformed')),
  name: v.pipe(text(80), v.trim(), v.nonEmpty('name-empty')),
};

type Members<Kind extends ProfileKind> = (typeof profileKindTable)[Kind]['members'];
type Entries<Kind extends ProfileKind> = typeof identity & { kind: v.LiteralSchema<Kind, undefined> } & {
  [Name in keyof Members<Kind>]: Members<Kind>[Name] extends { schema: infer Schema } ? Schema : never;
};

/** The settings of a server of one kind. */
export type ProfileOf<Kind extends ProfileKind> = Kind extends ProfileKind
  ? Entries<Kind> extends infer All extends v.ObjectEntries
    ? v.InferOutput<v.StrictObjectSchema<All, undefined>>
    : never
  : never;

export type Profile = ProfileOf<ProfileKind>;
export type ServerProfile = Extract<Profile, { url: string }>;
export type WhipProfile = ProfileOf<'whip'>;
export type JsonOfferProfile = ProfileOf<'json-offer'>;
export type OpenAiRealtimeProfile = ProfileOf<'openai-realtime'>;

/** The settings of one server, by its kind. */
export const profile = v.variant(
  'kind',
  profileKinds.map((kind) => {
    const members = Object.entries(profileKind(kind).members).map(([name, { schema }]) => [name, schema]);
    return v.strictObject(
      { ...identity, kind: v.literal(kind), ...(Object.fromEntries(members) as v.ObjectEntries) },
      'malformed',
    );
  }),
  'malformed',
) as unknown as v.GenericSchema<unknown, Profile>;

/** The user name whose password a profile's secret is; empty where the secret is sent alone. */
export function usernameOf(profile: Profile): string {
  return 'username' in profile ? (profile.username ?? '') : '';
}

/** The one at the far end of a profile's sessions; null for the loopback, which has nobody there. */
export function destinationOf(profile: Profile): Destination | null {
  if (profile.kind === 'loopback') return null;
  return profile.destination ?? profileKindTable[profile.kind].members.destination.usual;
}

/** The problems of one profile; empty when it can be saved. Paths are relative to the profile. */
export function profileProblems(unknown: unknown): SettingsProblem[] {
  const parsed = v.safeParse(profile, unknown);
  return parsed.success ? [] : parsed.issues.map(toProblem);
}
