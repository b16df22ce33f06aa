import * as v from 'valibot';
import { text, wholeNumber } from '../profiles/entered-values.ts';
import { profile, type Profile } from '../profiles/profile.ts';
import { recordingKeeps } from '../profiles/recording-keep.ts';
import { toProblem, type SettingsProblem } from '../profiles/settings-problem.ts';

/** Raised whenever stored settings change shape; {@link parseSettings} upgrades older ones. */
export const settingsVersion = 1;

/** The ranges of the watch's figures, both ends included. */
export const watchRanges = {
  errorThreshold: { lowest: 5, highest: 1000 },
  checkIntervalMs: { lowest: 100, highest: 5000 },
  connectDeadlineMs: { lowest: 3000, highest: 60_000 },
};

/** The ranges of the history's limits, both ends included. */
const keepRanges = {
  keepDays: { lowest: 1, highest: 3650 },
  keepSessions: { lowest: 10, highest: 100_000 },
  keepMegabytes: { lowest: 10, highest: 10_000 },
};

/** The ranges of the limits of recordings, both ends included. */
const recordingRanges = {
  keepDays: { lowest: 1, highest: 3650 },
  keepMegabytes: { lowest: 10, highest: 100_000 },
};

/** The default is a month of recordings, and as much as some weeks of dictation take. */
const defaultRecording = { keep: 'by-profile', keepDays: 30, keepMegabytes: 2000 } as const;

/** The default keeps text as long as its session. */
const defaultTranscript = { keep: true, keepDays: null } as const;

/** The default limits: a year of sessions, and no more than a browser has room for. */
const defaultKeep = { keepDays: 365, keepSessions: 10_000, keepMegabytes: 500 };

/** The ranges of the figures of a catch-up, both ends included: faster than by half takes words from a recogniser. */
const catchUpRanges = {
  speedPercent: { lowest: 110, highest: 150 },
  limitSeconds: { lowest: 2, highest: 300 },
};

/** The default speed costs no word that could be measured. */
const defaultCatchUp = { speedPercent: 125, limitSeconds: null, beyond: 'oldest' } as const;

/** Milliseconds for which a session may try to recover, both ends included: a minute to a day. */
const giveUpAfterRange = { lowest: 60_000, highest: 86_400_000 };

/**
 * Milliseconds without speech after which a session may ask whether to go on, both ends included: a minute to
 * a day.
 */
const quietAfterRange = { lowest: 60_000, highest: 86_400_000 };

/** The default is twenty minutes: longer than most pauses in which somebody still listens. */
const defaultAttention = { quietAfterMs: 20 * 60_000, unanswered: 'mute', listenWhileMuted: true } as const;

/** The greatest number of characters of a device's name that are remembered. */
export const longestLabel = 512;

/** The greatest number of profiles. */
export const mostProfiles = 200;

/** All settings; a later member is optional, because older settings lack it. */
export const settingsSchema = v.pipe(
  v.strictObject(
    {
      version: v.literal(settingsVersion, 'malformed'),
      profiles: v.pipe(
        v.array(profile, 'malformed'),
        v.minLength(1, 'malformed'),
        v.maxLength(mostProfiles, 'malformed'),
      ),
      activeProfileId: text(64),
      microphone: v.strictObject(
        {
          /** A `deviceId` of `enumerateDevices()`; empty for the system's default. */
          deviceId: text(512),
          /**
           * The name of that device, by which it is found where the id is unknown; without an id, the name alone is wanted.
           * Settings stored before names were remembered have none.
           */
          label: v.optional(text(longestLabel), ''),
          echoCancellation: v.boolean('malformed'),
          noiseSuppression: v.boolean('malformed'),
          autoGainControl: v.boolean('malformed'),
        },
        'malformed',
      ),
      watch: v.strictObject(
        {
          /**
           * Consecutive frame errors that end a session; also, times 10 ms, how long `disconnected` may last.
           */
          errorThreshold: wholeNumber(watchRanges.errorThreshold),
          /** Milliseconds between two readings of the connection when nothing else happens. */
          checkIntervalMs: wholeNumber(watchRanges.checkIntervalMs),
          /** Milliseconds from Start to live before the start counts as failed. */
          connectDeadlineMs: wholeNumber(watchRanges.connectDeadlineMs),
        },
        'malformed',
      ),
      /** What a session does on a loss; settings stored before there was a choice recover. */
      recovery: v.optional(
        v.strictObject(
          {
            mode: v.picklist(['recover', 'stop-and-tell'], 'choice-unknown'),
            /** Milliseconds from a loss until a session that recovers is ended; null for never. */
            giveUpAfterMs: v.nullable(wholeNumber(giveUpAfterRange)),
          },
          'malformed',
        ),
        { mode: 'recover', giveUpAfterMs: null },
      ),
      /**
       * How what was said while nothing arrived is sent to a recogniser afterwards; settings stored before it was have the
       * defaults.
       */
      catchUp: v.optional(
        v.strictObject(
          {
            /** How fast it is spoken to a receiver that plays what it gets by a clock, in percent of real time. */
            speedPercent: wholeNumber(catchUpRanges.speedPercent),
            /** How many seconds are kept at most; null for as many as are sent within two minutes. */
            limitSeconds: v.nullable(wholeNumber(catchUpRanges.limitSeconds)),
            /** What is left out beyond that: the oldest seconds, or all of it. */
            beyond: v.picklist(['oldest', 'all'], 'choice-unknown'),
          },
          'malformed',
        ),
        () => ({ ...defaultCatchUp }),
      ),
      /** What a session does that may run by mistake; settings stored before it asked have the defaults. */
      attention: v.optional(
        v.strictObject(
          {
            /** Milliseconds without speech until the session asks whether to go on; null for never. */
            quietAfterMs: v.nullable(wholeNumber(quietAfterRange)),
            /** What happens to the session where nobody answers. */
            unanswered: v.picklist(['mute', 'stop'], 'choice-unknown'),
            /**
             * Whether the microphone is listened to on this computer while muted, to tell a speaker that
             * nobody hears them.
             */
            listenWhileMuted: v.boolean('malformed'),
          },
          'malformed',
        ),
        () => ({ ...defaultAttention }),
      ),
      keepAwake: v.boolean('malformed'),
      notifications: v.boolean('malformed'),
      /** Whether the toolbar icon shows a text. */
      badge: v.optional(v.boolean('malformed'), true),
      theme: v.optional(v.picklist(['system', 'light', 'dark'], 'choice-unknown'), 'system'),
      /**
       * The limits of the history, beyond which the oldest session is removed first; null keeps all. Settings
       * stored before have the defaults.
       */
      history: v.optional(
        v.strictObject(
          {
            keepDays: v.nullable(wholeNumber(keepRanges.keepDays)),
            keepSessions: v.nullable(wholeNumber(keepRanges.keepSessions)),
            keepMegabytes: v.nullable(wholeNumber(keepRanges.keepMegabytes)),
          },
          'malformed',
        ),
        () => ({ ...defaultKeep }),
      ),
      /**
       * Whether sessions are recorded on this computer, and the limits of what is always kept, beyond which the oldest recording
       * is removed first; null keeps all. Settings stored before there were recordings have the defaults.
       */
      recording: v.optional(
        v.strictObject(
          {
            keep: v.picklist(['by-profile', ...recordingKeeps], 'choice-unknown'),
            keepDays: v.nullable(wholeNumber(recordingRanges.keepDays)),
            keepMegabytes: v.nullable(wholeNumber(recordingRanges.keepMegabytes)),
          },
          'malformed',
        ),
        () => ({ ...defaultRecording }),
      ),
      /**
       * Whether the text that servers send is kept with its session, and for how many days; null for as long as the session.
       * Settings stored before text was kept have the defaults.
       */
      transcript: v.optional(
        v.strictObject(
          {
            keep: v.boolean('malformed'),
            keepDays: v.nullable(wholeNumber(keepRanges.keepDays)),
          },
          'malformed',
        ),
        () => ({ ...defaultTranscript }),
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

export type Settings = v.InferOutput<typeof settingsSchema>;

/** Makes new default settings each time, so that no caller can change another's. */
export function defaultSettings(): Settings {
  return {
    version: settingsVersion,
    profiles: [{ id: 'loopback', name: 'Loopback', kind: 'loopback' }],
    activeProfileId: 'loopback',
    microphone: {
      deviceId: '',
      label: '',
      echoCancellation: true,
      noiseSuppression: true,
      autoGainControl: true,
    },
    watch: { errorThreshold: 50, checkIntervalMs: 500, connectDeadlineMs: 15000 },
    recovery: { mode: 'recover', giveUpAfterMs: null },
    catchUp: { ...defaultCatchUp },
    attention: { ...defaultAttention },
    keepAwake: true,
    notifications: true,
    badge: true,
    theme: 'system',
    history: { ...defaultKeep },
    recording: { ...defaultRecording },
    transcript: { ...defaultTranscript },
  };
}

export type SettingsReading =
  | { ok: true; settings: Settings }
  | { ok: false; problem: 'newer-version' }
  | { ok: false; problem: 'unreadable'; problems: SettingsProblem[] };

/** Reads settings of any origin (storage, a file, a policy). Where nothing is stored, the defaults hold. */
export function parseSettings(unknown: unknown): SettingsReading {
  if (unknown === undefined) return { ok: true, settings: defaultSettings() };
  if (isNewer(unknown)) return { ok: false, problem: 'newer-version' };
  const parsed = v.safeParse(settingsSchema, unknown);
  if (parsed.success) return { ok: true, settings: parsed.output };
  return { ok: false, problem: 'unreadable', problems: parsed.issues.map(toProblem) };
}

/**
 * The chosen profile.
 *
 * @throws RangeError where there is none, which parsing rules out
 */
export function activeProfile(settings: Settings): Profile {
  const found = settings.profiles.find(({ id }) => id === settings.activeProfileId);
  if (!found) throw new Error('parsed settings always name a profile that exists');
  return found;
}

function isNewer(unknown: unknown): boolean {
  if (typeof unknown !== 'object' || unknown === null || !('version' in unknown)) return false;
  return typeof unknown.version === 'number' && unknown.version > settingsVersion;
}
