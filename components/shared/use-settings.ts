import { computed, onScopeDispose, shallowRef, type ComputedRef, type ShallowRef } from 'vue';
import type { Settings } from '../../utils/domain/settings/settings.ts';
import type { SettingsProblem } from '../../utils/domain/profiles/settings-problem.ts';
import { lostOrigins } from '../../utils/domain/profiles/profile-origins.ts';
import { isCovered } from '../../utils/domain/settings/settings-paths.ts';
import { profileName, profileNames, type ProfileLike } from '../../utils/texts/name-texts.ts';
import type { MergedReading } from '../../utils/settings/settings-store.ts';
import { useServices } from '../services.ts';

export interface UsedSettings {
  /** The settings as read; null until then. */
  reading: Readonly<ShallowRef<MergedReading | null>>;
  /** The settings; null until they are read, and where they cannot be read. */
  settings: ComputedRef<Settings | null>;
  /**
   * Whether an administrator's policy keeps the user from changing the setting at a path such as
   * `profiles.<id>.url`.
   */
  isLocked(path: string): boolean;
  /** What is shown for a profile: a name that no other profile in the settings looks like. */
  nameOf(profile: ProfileLike): string;
  /** The parts of an administrator's policy that cannot be read. */
  policyProblems: ComputedRef<readonly SettingsProblem[]>;
  /**
   * Changes the settings. The change is shown at once; where it cannot be saved, it is taken back and this
   * rejects. Access to a server that no profile uses any more is given back. Resolves with the settings before
   * the change.
   */
  change(update: (settings: Settings) => Settings): Promise<Settings>;
}

/** The stored settings, kept up to date when another page changes them. */
export function useSettings(): UsedSettings {
  const services = useServices();
  const reading = shallowRef<MergedReading | null>(null);
  const settings = computed(() => (reading.value?.ok ? reading.value.settings : null));

  onScopeDispose(
    services.settings.onChange((next) => {
      reading.value = next;
    }),
  );
  const names = computed(() => profileNames(services.texts, settings.value?.profiles ?? []));

  services.settings.load().then(
    (loaded) => {
      reading.value ??= loaded;
    },
    () => {
      reading.value ??= { ok: false, problem: 'unreadable', problems: [] };
    },
  );

  async function change(update: (settings: Settings) => Settings): Promise<Settings> {
    const was = reading.value;
    if (!was?.ok) throw new Error('settings that cannot be read cannot be changed');
    const after = { ...was, settings: update(was.settings) };
    reading.value = after;
    try {
      await services.settings.save(after.settings);
    } catch (caught) {
      if (reading.value === after) reading.value = was;
      throw caught;
    }
    const dropped = lostOrigins(was.settings.profiles, after.settings.profiles);
    if (dropped.length > 0) void services.permissions.giveBack(dropped).catch(() => undefined);
    return was.settings;
  }

  return {
    reading,
    settings,
    isLocked: (path) => reading.value?.ok === true && isCovered(path, reading.value.locked),
    nameOf: (profile) => names.value.get(profile.id) ?? profileName(services.texts, profile),
    policyProblems: computed(() => (reading.value?.ok ? reading.value.policyProblems : [])),
    change,
  };
}
