import { computed, onScopeDispose, shallowRef, type ComputedRef, type ShallowRef } from 'vue';
import type { Settings, SettingsReading } from '../../utils/domain/settings.ts';
import { useServices } from '../services.ts';

export interface UsedSettings {
  /** Null until they are read. */
  reading: Readonly<ShallowRef<SettingsReading | null>>;
  /** Null also where they cannot be read. */
  settings: ComputedRef<Settings | null>;
  /** Shown at once; taken back, and rejected, if it cannot be saved. Resolves with the settings before. */
  change(update: (settings: Settings) => Settings): Promise<Settings>;
}

/** The settings, as stored; a change elsewhere shows here as well. */
export function useSettings(): UsedSettings {
  const services = useServices();
  const reading = shallowRef<SettingsReading | null>(null);
  const settings = computed(() => (reading.value?.ok ? reading.value.settings : null));

  onScopeDispose(
    services.settings.onChange((next) => {
      reading.value = next;
    }),
  );
  services.settings.load().then(
    (loaded) => {
      reading.value ??= loaded;
    },
    () => {
      reading.value ??= { ok: false, problem: 'unreadable', problems: [] };
    },
  );

  async function change(update: (settings: Settings) => Settings): Promise<Settings> {
    const before = settings.value;
    if (!before) throw new Error('settings that cannot be read cannot be changed');
    const after: SettingsReading = { ok: true, settings: update(before) };
    reading.value = after;
    try {
      await services.settings.save(after.settings);
    } catch (caught) {
      if (reading.value === after) reading.value = { ok: true, settings: before };
      throw caught;
    }
    return before;
  }

  return { reading, settings, change };
}
