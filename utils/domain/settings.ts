import * as v from 'valibot';
import { iceServerProblem } from './ice-server.ts';
import { serverUrlProblem } from './server-url.ts';

/** Raised whenever stored settings change shape; {@link parseSettings} upgrades older ones. */
export const settingsVersion = 1;

export const defaultIceServers = [{ url: 'stun:stun.l.google.com:19302', username: '', credential: '' }];

/** What is wrong with one field: a key for the words, never a sentence itself. */
export type SettingsProblemCode =
  | ReturnType<typeof serverUrlProblem>
  | ReturnType<typeof iceServerProblem>
  | 'name-empty'
  | 'text-too-long'
  | 'number-range'
  | 'choice-unknown'
  | 'profile-unknown'
  | 'profile-duplicate'
  | 'credential-empty'
  | 'setting-unknown'
  | 'malformed';

const text = (longest: number) => v.pipe(v.string('malformed'), v.maxLength(longest, 'text-too-long'));
const secret = text(8192);

/** What the figures of the watch may be, both ends included. */
export const watchRanges = {
  errorThreshold: { lowest: 5, highest: 1000 },
  checkIntervalMs: { lowest: 100, highest: 5000 },
  connectDeadlineMs: { lowest: 3000, highest: 60_000 },
};

/** What of the history may be kept at most, both ends included. */
export const keepRanges = {
  keepDays: { lowest: 1, highest: 3650 },
  keepSessions: { lowest: 10, highest: 100_000 },
  keepMegabytes: { lowest: 10, highest: 10_000 },
};

/** A year of sessions, and no more than a browser has room for. */
const defaultKeep = { keepDays: 365, keepSessions: 10_000, keepMegabytes: 500 };

/** Milliseconds for which a session may try to recover, both ends included: a minute to a day. */
export const giveUpAfterRange = { lowest: 60_000, highest: 86_400_000 };

/** Milliseconds for which nobody speaks until a session asks whether to go on, both ends included: a minute to a day. */
export const quietAfterRange = { lowest: 60_000, highest: 86_400_000 };

/** Twenty minutes: longer than most pauses in which somebody still listens. */
const defaultAttention = { quietAfterMs: 20 * 60_000, unanswered: 'mute', listenWhileMuted: true } as const;

/** Milliseconds that a server lets one connection live, both ends included: ten seconds to a day. */
export const sessionLimitRange = { lowest: 10_000, highest: 86_400_000 };

const within = ({ lowest, highest }: { lowest: number; highest: number }) =>
  v.pipe(
    v.number('number-range'),
    v.integer('number-range'),
    v.minValue(lowest, 'number-range'),
    v.maxValue(highest, 'number-range'),
  );

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
  sessionLimitMs: v.optional(v.nullable(within(sessionLimitRange))),
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

const profile = v.variant(
  'kind',
  [loopbackProfile, whipProfile, jsonOfferProfile, openAiRealtimeProfile],
  'malformed',
);

const settings = v.pipe(
  v.strictObject(
    {
      version: v.literal(settingsVersion, 'malformed'),
      profiles: v.pipe(
        v.array(profile, 'malformed'),
        v.minLength(1, 'malformed'),
        v.maxLength(200, 'malformed'),
      ),
      activeProfileId: text(64),
      microphone: v.strictObject(
        {
          /** A `deviceId` of `enumerateDevices()`; empty is the system's default. */
          deviceId: text(512),
          echoCancellation: v.boolean('malformed'),
          noiseSuppression: v.boolean('malformed'),
          autoGainControl: v.boolean('malformed'),
        },
        'malformed',
      ),
      watch: v.strictObject(
        {
          /** Consecutive frame errors that end a session; also, times 10 ms, how long `disconnected` may last. */
          errorThreshold: within(watchRanges.errorThreshold),
          /** Milliseconds between two looks at the connection when nothing else happens. */
          checkIntervalMs: within(watchRanges.checkIntervalMs),
          /** Milliseconds from Start to live before it counts as a failure. */
          connectDeadlineMs: within(watchRanges.connectDeadlineMs),
        },
        'malformed',
      ),
      /** On a loss; settings stored before there was a choice recover by themselves. */
      recovery: v.optional(
        v.strictObject(
          {
            mode: v.picklist(['recover', 'stop-and-tell'], 'choice-unknown'),
            /** Milliseconds from a loss until a session that recovers ends after all; null is never. */
            giveUpAfterMs: v.nullable(within(giveUpAfterRange)),
          },
          'malformed',
        ),
        { mode: 'recover', giveUpAfterMs: null },
      ),
      /** Where a session may run by mistake; settings stored before it asked have the defaults. */
      attention: v.optional(
        v.strictObject(
          {
            /** Milliseconds without speech until it asks whether to go on; null is never. */
            quietAfterMs: v.nullable(within(quietAfterRange)),
            /** What becomes of it where nobody answers. */
            unanswered: v.picklist(['mute', 'stop'], 'choice-unknown'),
            /** While muted the microphone is heard in this computer, to tell who speaks that nobody hears them. */
            listenWhileMuted: v.boolean('malformed'),
          },
          'malformed',
        ),
        () => ({ ...defaultAttention }),
      ),
      keepAwake: v.boolean('malformed'),
      notifications: v.boolean('malformed'),
      /** Text on the toolbar icon. */
      badge: v.optional(v.boolean('malformed'), true),
      theme: v.optional(v.picklist(['system', 'light', 'dark'], 'choice-unknown'), 'system'),
      /** What is beyond it goes, the oldest session first; null keeps all. Settings stored before have the defaults. */
      history: v.optional(
        v.strictObject(
          {
            keepDays: v.nullable(within(keepRanges.keepDays)),
            keepSessions: v.nullable(within(keepRanges.keepSessions)),
            keepMegabytes: v.nullable(within(keepRanges.keepMegabytes)),
          },
          'malformed',
        ),
        () => ({ ...defaultKeep }),
      ),
    },
    'malformed',
  ),
  v.check(
    ({ profiles }) => new Set(profiles.map(({ id }) => id)).size === profiles.length,
    'profile-duplicate',
  ),
  v.check(
    ({ profiles, activeProfileId }) => profiles.some(({ id }) => id === activeProfileId),
    'profile-unknown',
  ),
);

export type Settings = v.InferOutput<typeof settings>;
export type Profile = v.InferOutput<typeof profile>;
export type ProfileKind = Profile['kind'];
export const profileKinds = profile.options.map(({ entries }) => entries.kind.literal);
export type ServerProfile = Exclude<Profile, { kind: 'loopback' }>;
export type WhipProfile = v.InferOutput<typeof whipProfile>;
export type JsonOfferProfile = v.InferOutput<typeof jsonOfferProfile>;
export type OpenAiRealtimeProfile = v.InferOutput<typeof openAiRealtimeProfile>;

/** What is wrong with settings, as data: the words are the views'. */
export interface SettingsProblem {
  /** Where, e.g. `profiles.0.url`; empty for the whole. */
  path: string;
  code: NonNullable<SettingsProblemCode>;
}

/** Fresh each time, so that no caller can change another's defaults. */
export function defaultSettings(): Settings {
  return {
    version: settingsVersion,
    profiles: [{ id: 'loopback', name: 'Loopback', kind: 'loopback' }],
    activeProfileId: 'loopback',
    microphone: { deviceId: '', echoCancellation: true, noiseSuppression: true, autoGainControl: true },
    watch: { errorThreshold: 50, checkIntervalMs: 500, connectDeadlineMs: 15000 },
    recovery: { mode: 'recover', giveUpAfterMs: null },
    attention: { ...defaultAttention },
    keepAwake: true,
    notifications: true,
    badge: true,
    theme: 'system',
    history: { ...defaultKeep },
  };
}

export type SettingsReading =
  | { ok: true; settings: Settings }
  | { ok: false; problem: 'newer-version' }
  | { ok: false; problem: 'unreadable'; problems: SettingsProblem[] };

/** Reads settings of any origin (storage, a file, a policy). Nothing stored is an install that has its defaults. */
export function parseSettings(unknown: unknown): SettingsReading {
  if (unknown === undefined) return { ok: true, settings: defaultSettings() };
  if (isNewer(unknown)) return { ok: false, problem: 'newer-version' };
  const parsed = v.safeParse(settings, unknown);
  if (parsed.success) return { ok: true, settings: parsed.output };
  return { ok: false, problem: 'unreadable', problems: parsed.issues.map(toProblem) };
}

/** What is wrong with one profile as it stands in a form; empty when it can be saved. Paths are relative to it. */
export function profileProblems(unknown: unknown): SettingsProblem[] {
  const parsed = v.safeParse(profile, unknown);
  return parsed.success ? [] : parsed.issues.map(toProblem);
}

/** @throws where there is none, which parsing rules out */
export function activeProfile(settings: Settings): Profile {
  const found = settings.profiles.find(({ id }) => id === settings.activeProfileId);
  if (!found) throw new Error('parsed settings always name a profile that exists');
  return found;
}

function isNewer(unknown: unknown): boolean {
  if (typeof unknown !== 'object' || unknown === null || !('version' in unknown)) return false;
  return typeof unknown.version === 'number' && unknown.version > settingsVersion;
}

function toProblem(issue: v.BaseIssue<unknown>): SettingsProblem {
  // Every check above carries a code as its message; valibot's own sentences appear only for unknown keys.
  const code = /^[a-z]+(-[a-z]+)*$/.test(issue.message) ? issue.message : 'malformed';
  return { path: v.getDotPath(issue) ?? '', code: code as SettingsProblem['code'] };
}
