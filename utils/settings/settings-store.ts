import type { Storage } from 'webextension-polyfill';
import type { Edges } from '../async/edges.ts';
import { FailureError, type Failure } from '../domain/failure/failure.ts';
import { mergeSettings, neverChosen, toStore } from '../domain/settings/merge-settings.ts';
import {
  defaultSettings,
  parseSettings,
  type Settings,
  type SettingsReading,
} from '../domain/settings/settings.ts';
import type { SettingsProblem } from '../domain/profiles/settings-problem.ts';
import { isPlainObject, type Leaves } from '../domain/settings/settings-paths.ts';
import {
  overruledBy,
  userChoices,
  type Overruled,
  type SettingsToStart,
  type UserChoices,
} from '../domain/settings/settings-to-start.ts';
import { inTime } from '../async/in-time.ts';
import { createPolicySource, policyCopyKey, type KnownPolicy } from './policy-source.ts';

const key = 'settings';
/**
 * The key of the values that the policy had when the settings were last saved, by path: a value that equals
 * them was never chosen by the user.
 */
const seenKey = 'settingsPolicySeen';

export type SettingsArea = Pick<Storage.StorageArea, 'get' | 'set' | 'onChanged'>;

export interface SettingsStoreDeps extends Pick<Edges, 'after'> {
  /** The storage of the user's own settings. */
  local: SettingsArea;
  /** The storage of the administrator's policy. */
  managed: Pick<Storage.StorageArea, 'get' | 'onChanged'>;
}

/** The settings in force, and how an administrator's policy changes them. */
export type MergedReading =
  | {
      ok: true;
      settings: Settings;
      /** Paths of the settings that the user cannot change. */
      locked: readonly string[];
      /** The parts of the policy that cannot be read. */
      policyProblems: readonly SettingsProblem[];
    }
  | Extract<SettingsReading, { ok: false }>;

/**
 * Milliseconds to wait for the policy from a browser that has just started; up to three seconds have been
 * measured.
 */
const answerDeadlineMs = 20_000;

/** Milliseconds to wait for the user's own settings, which are on this computer's disk. */
const readDeadlineMs = 10_000;

/** Milliseconds of waiting that a user does not notice, so that no words are shown. */
const unnoticedMs = 100;

/**
 * Stores the settings: the user's own in `storage.local`, under an administrator's policy in
 * `storage.managed`, or under the copy of that policy while a browser that has just started does not answer.
 * Settings that cannot be read are never written over: they stay as they are until the user saves new ones.
 */
export function createSettingsStore({ local, managed, after }: SettingsStoreDeps) {
  const policies = createPolicySource({ local, managed, after });

  async function sources(): Promise<Sources> {
    const { stored, known } = await policies.read(() => local.get([key, seenKey, policyCopyKey]));
    const seen: Leaves = new Map(Object.entries(isPlainObject(stored[seenKey]) ? stored[seenKey] : {}));
    return { stored: stored[key], seen, known };
  }

  const load = async () => merge(await sources());

  return {
    load,

    /**
     * Loads the settings for a Start. Where the policy was empty when it was read last, this resolves at
     * once, and the session has still to be confirmed by {@link overruledBy}. Else it waits for the browser's
     * answer; `onWait` is called with the settings that will probably be in force where the wait becomes
     * noticeable.
     *
     * @throws FailureError `policy-unanswered` where the browser does not answer in 20 s,
     * `settings-unreadable` where the
     * user's own settings do not come in 10 s; on abort, the signal's reason
     */
    async loadToStart(
      signal: AbortSignal,
      onWait: (likely: MergedReading) => void = () => undefined,
    ): Promise<SettingsToStart> {
      signal.throwIfAborted();
      const found = await readable(sources());
      if (found.known.isAnswer) return { reading: merge(found), unconfirmed: null };
      if (found.known.copyHasPolicy === false) {
        return {
          reading: merge(found),
          unconfirmed: userChoices(userOf(found.stored), Object.fromEntries(found.seen)),
        };
      }
      await untilAnswered(policies.answered, signal, () => onWait(merge(found)), { after });
      return { reading: await readable(load()), unconfirmed: null };
    },

    /**
     * Resolves when the browser has said what an administrator has set, which it may never do, with the part of a session
     * started by these choices that must not go on; null where all of it may.
     */
    async overruledBy(choices: UserChoices): Promise<Overruled | null> {
      await load();
      await policies.answered;
      const { stored, known } = await sources();
      return overruledBy(choices, userOf(stored), known.policy);
    },

    /**
     * Loads the settings for callers that cannot do without: the defaults where the settings cannot be read.
     */
    async loadOrDefaults(): Promise<Settings> {
      const reading = await load();
      return reading.ok ? reading.settings : defaultSettings();
    },

    /**
     * Loads the settings for work that nobody waits for and that cannot be undone: waits until the policy is
     * known, and resolves with null where the settings cannot be read, because defaults are not what the user
     * has chosen.
     */
    async loadWithPolicy(): Promise<Settings | null> {
      await load();
      await policies.answered;
      const reading = await load();
      return reading.ok ? reading.settings : null;
    },

    /**
     * Saves the user's own settings.
     *
     * @throws RangeError when the settings are not valid; nothing is written then
     */
    async save(settings: Settings): Promise<void> {
      const next = parseSettings(settings);
      if (!next.ok) throw new RangeError(`settings are not valid: ${next.problem}`);
      const { stored, seen, known } = await sources();
      const { policy, isAnswer } = known;
      const user = userOf(stored);
      const unchosen = neverChosen({ user, seen, policy }, isAnswer);
      await local.set({
        [key]: toStore(next.settings, { user, policy }),
        // Without a policy, now or earlier, there is nothing to remember.
        ...(unchosen.size + seen.size > 0 ? { [seenKey]: Object.fromEntries(unchosen) } : {}),
      });
    },

    onChange(follow: (reading: MergedReading) => void): () => void {
      let latest = 0;
      const followed = new AbortController();
      const notify = async () => {
        const mine = ++latest;
        const reading = await load();
        // A later change has been read by now, or will be.
        if (mine === latest && !followed.signal.aborted) follow(reading);
      };
      const onLocal = (changes: Record<string, Storage.StorageChange>) => {
        if (key in changes) void notify();
      };
      local.onChanged.addListener(onLocal);
      const unfollow = policies.onNews(() => void notify());
      return () => {
        followed.abort();
        local.onChanged.removeListener(onLocal);
        unfollow();
      };
    },
  };
}

interface Sources {
  stored: unknown;
  seen: Leaves;
  known: KnownPolicy;
}

/** The user's own settings; null where there are none that can be read. */
function userOf(stored: unknown): Settings | null {
  const reading = parseSettings(stored);
  return stored !== undefined && reading.ok ? reading.settings : null;
}

function merge({ stored, seen, known: { policy } }: Sources): MergedReading {
  const reading = parseSettings(stored);
  if (!reading.ok) return reading;
  const user = stored === undefined ? null : reading.settings;
  const { settings, problems } = mergeSettings({ user, seen, policy });
  return { ok: true, settings, locked: policy.locked, policyProblems: [...policy.problems, ...problems] };
}

/** Turns a storage that refuses, or never answers, into the failure `settings-unreadable`. */
function readable<Value>(asked: Promise<Value>): Promise<Value> {
  const unreadable: Failure = { reason: 'settings-unreadable' };
  const refused = () => Promise.reject(new FailureError(unreadable));
  return inTime(asked.catch(refused), {
    deadlineMs: readDeadlineMs,
    tooLate: () => new FailureError(unreadable),
  });
}

/** Waits for the browser's answer; `onLong` is called where the wait becomes noticeable. */
function untilAnswered(
  answered: Promise<unknown>,
  signal: AbortSignal,
  onLong: () => void,
  { after }: Pick<Edges, 'after'>,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const giveUp = () => reject(new FailureError({ reason: 'policy-unanswered' }));
  const timers = [after(unnoticedMs, onLong), after(answerDeadlineMs, giveUp)];
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort);
  if (signal.aborted) abort();
  void answered.then(() => resolve());
  return promise.finally(() => {
    for (const end of timers) end();
    signal.removeEventListener('abort', abort);
  });
}
