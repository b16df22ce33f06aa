import type { Storage } from 'webextension-polyfill';
import { inForce, mergeSettings, toStore } from '../domain/merge-settings.ts';
import {
  defaultSettings,
  parseSettings,
  type Settings,
  type SettingsProblem,
  type SettingsReading,
} from '../domain/settings.ts';
import { isPlainObject, type Leaves } from '../domain/settings-paths.ts';
import { noPolicy, parsePolicy, type Policy } from '../domain/settings-policy.ts';

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

/**
 * The settings: the user's own in `storage.local`, under an administrator's policy in `storage.managed`. What cannot be
 * read is never written over: it stays as it is until the user saves settings of their own.
 */
export function createSettingsStore({ local, managed }: SettingsStoreDeps) {
  async function sources() {
    const [stored, policy] = await Promise.all([local.get([key, seenKey]), readPolicy(managed)]);
    const seen: Leaves = new Map(Object.entries(isPlainObject(stored[seenKey]) ? stored[seenKey] : {}));
    return { stored: stored[key], seen, policy };
  }

  async function load(): Promise<MergedReading> {
    const { stored, seen, policy } = await sources();
    const reading = parseSettings(stored);
    if (!reading.ok) return reading;
    const user = stored === undefined ? null : reading.settings;
    const { settings, problems } = mergeSettings({ user, seen, policy });
    return {
      ok: true,
      settings,
      locked: policy.locked,
      policyProblems: [...policy.problems, ...problems],
    };
  }

  return {
    load,

    /** For those who must go on with something: the settings, or the defaults where they cannot be read. */
    async loadOrDefaults(): Promise<Settings> {
      const reading = await load();
      return reading.ok ? reading.settings : defaultSettings();
    },

    /** @throws RangeError when the settings are not valid; nothing is written then. */
    async save(settings: Settings): Promise<void> {
      const next = parseSettings(settings);
      if (!next.ok) throw new RangeError(`settings are not valid: ${next.problem}`);
      const { stored, seen, policy } = await sources();
      const reading = parseSettings(stored);
      const user = stored !== undefined && reading.ok ? reading.settings : null;
      await local.set({
        [key]: toStore(next.settings, { user, policy }),
        // Nothing to remember where there never was a policy.
        ...(inForce(policy).size + seen.size > 0 ? { [seenKey]: Object.fromEntries(inForce(policy)) } : {}),
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
      const onManaged = () => void tell();
      local.onChanged.addListener(onLocal);
      managed.onChanged.addListener(onManaged);
      return () => {
        followed.abort();
        local.onChanged.removeListener(onLocal);
        managed.onChanged.removeListener(onManaged);
      };
    },
  };
}

async function readPolicy(managed: SettingsStoreDeps['managed']): Promise<Policy> {
  try {
    return parsePolicy(await managed.get());
  } catch {
    return { ...noPolicy, problems: [{ path: 'settings', code: 'malformed' }] };
  }
}
