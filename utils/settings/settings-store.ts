import type { Storage } from 'webextension-polyfill';
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
import type { SettingsToStart } from '../domain/settings/settings-to-start.ts';
import { inTime } from '../async/in-time.ts';
import { createPolicySource, policyCopyKey, type KnownPolicy } from './policy-source.ts';

const key = 'settings';
/** What the policy had set when the settings were last saved, by path: a value that equals it was never chosen. */
const seenKey = 'settingsPolicySeen';

export type SettingsArea = Pick<Storage.StorageArea, 'get' | 'set' | 'onChanged'>;

export interface SettingsStoreDeps {
  /** The user's own. */
  local: SettingsArea;
  /** The administrator's policy. */
  managed: Pick<Storage.StorageArea, 'get' | 'onChanged'>;
}

/** The settings that hold, and what an administrator's policy does to them. */
export type MergedReading =
  | {
      ok: true;
      settings: Settings;
      /** Paths that the user cannot change. */
      locked: readonly string[];
      /** What of the policy cannot be read. */
      policyProblems: readonly SettingsProblem[];
    }
  | Extract<SettingsReading, { ok: false }>;

/** Milliseconds for a browser that owes an answer; it has been seen to take three seconds. */
const answerDeadlineMs = 20_000;

/** Milliseconds for the user's own settings, which are on this computer's disk. */
const readDeadlineMs = 10_000;

/** Milliseconds of waiting that need no words. */
const unnoticedMs = 100;

/**
 * The settings: the user's own in `storage.local`, under an administrator's policy in `storage.managed`, or the copy of
 * what that said last while a browser that has just started does not answer. What cannot be read is never written over: it
 * stays as it is until the user saves settings of their own.
 */
export function createSettingsStore({ local, managed }: SettingsStoreDeps) {
  const policies = createPolicySource({ local, managed });

  async function sources(): Promise<Sources> {
    const { stored, known } = await policies.read(() => local.get([key, seenKey, policyCopyKey]));
    const seen: Leaves = new Map(Object.entries(isPlainObject(stored[seenKey]) ? stored[seenKey] : {}));
    return { stored: stored[key], seen, known };
  }

  const load = async () => merge(await sources());

  return {
    load,

    /**
     * For a Start. Where the policy was found empty when it was read last, it may begin at once, and hears of the answer;
     * else it waits for it, and `onWait` is told the settings that are likely to hold where that takes noticeably long.
     * @throws FailureError `policy-unanswered` where the browser does not answer in 20 s, `settings-unreadable` where the
     * user's own settings do not come in 10 s; on abort, the signal's reason
     */
    async loadToStart(
      signal: AbortSignal,
      onWait: (likely: MergedReading) => void = () => undefined,
    ): Promise<SettingsToStart> {
      signal.throwIfAborted();
      const found = await readable(sources());
      if (found.known.isAnswer) return { reading: merge(found), answer: Promise.resolve(null) };
      // By the user's own settings as they are now: what is changed after the Start is for the next one.
      if (found.known.copyHasPolicy === false) {
        const corrected = async () => merge({ ...found, known: (await sources()).known });
        return { reading: merge(found), answer: policies.answered.then(corrected) };
      }
      await untilAnswered(policies.answered, signal, () => onWait(merge(found)));
      return { reading: await readable(load()), answer: Promise.resolve(null) };
    },

    /** For those who must go on with something: the settings, or the defaults where they cannot be read. */
    async loadOrDefaults(): Promise<Settings> {
      const reading = await load();
      return reading.ok ? reading.settings : defaultSettings();
    },

    /**
     * For those whom nobody waits for, and who do what cannot be undone: not by an earlier policy, and null where the settings
     * cannot be read, because defaults are not what the user has chosen.
     */
    async loadSettled(): Promise<Settings | null> {
      await load();
      await policies.answered;
      const reading = await load();
      return reading.ok ? reading.settings : null;
    },

    /** @throws RangeError when the settings are not valid; nothing is written then. */
    async save(settings: Settings): Promise<void> {
      const next = parseSettings(settings);
      if (!next.ok) throw new RangeError(`settings are not valid: ${next.problem}`);
      const { stored, seen, known } = await sources();
      const { policy, isAnswer } = known;
      const reading = parseSettings(stored);
      const user = stored !== undefined && reading.ok ? reading.settings : null;
      const unchosen = neverChosen({ user, seen, policy }, isAnswer);
      await local.set({
        [key]: toStore(next.settings, { user, policy }),
        // Nothing to remember where there never was a policy.
        ...(unchosen.size + seen.size > 0 ? { [seenKey]: Object.fromEntries(unchosen) } : {}),
      });
    },

    onChange(follow: (reading: MergedReading) => void): () => void {
      let latest = 0;
      const followed = new AbortController();
      const tell = async () => {
        const mine = ++latest;
        const reading = await load();
        // A later change has been read by now, or will be.
        if (mine === latest && !followed.signal.aborted) follow(reading);
      };
      const onLocal = (changes: Record<string, Storage.StorageChange>) => {
        if (key in changes) void tell();
      };
      local.onChanged.addListener(onLocal);
      const unfollow = policies.onNews(() => void tell());
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

function merge({ stored, seen, known: { policy } }: Sources): MergedReading {
  const reading = parseSettings(stored);
  if (!reading.ok) return reading;
  const user = stored === undefined ? null : reading.settings;
  const { settings, problems } = mergeSettings({ user, seen, policy });
  return { ok: true, settings, locked: policy.locked, policyProblems: [...policy.problems, ...problems] };
}

/** A storage that refuses, or never answers, is told as settings that cannot be read. */
function readable<Value>(asked: Promise<Value>): Promise<Value> {
  const unreadable: Failure = { reason: 'settings-unreadable' };
  const refused = () => Promise.reject(new FailureError(unreadable));
  return inTime(readDeadlineMs, asked.catch(refused), () => new FailureError(unreadable));
}

/** Waits for the browser; `onLong` is told where that is to be noticed. */
function untilAnswered(answered: Promise<unknown>, signal: AbortSignal, onLong: () => void): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const giveUp = () => reject(new FailureError({ reason: 'policy-unanswered' }));
  const timers = [setTimeout(onLong, unnoticedMs), setTimeout(giveUp, answerDeadlineMs)];
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort);
  if (signal.aborted) abort();
  void answered.then(() => resolve());
  return promise.finally(() => {
    for (const timer of timers) clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  });
}
