import type { Storage } from 'webextension-polyfill';
import { defaultSettings, parseSettings, type Settings, type SettingsReading } from '../domain/settings.ts';

const key = 'settings';

export type SettingsArea = Pick<Storage.StorageArea, 'get' | 'set' | 'onChanged'>;

/**
 * The user's settings in `storage.local`. What cannot be read is never written over: it stays as it is until the user
 * saves settings of their own.
 */
export function createSettingsStore(area: SettingsArea) {
  const read = (stored: unknown): SettingsReading => parseSettings(stored);

  return {
    async load(): Promise<SettingsReading> {
      return read((await area.get(key))[key]);
    },

    /** For those who must go on with something: the stored settings, or the defaults where they cannot be read. */
    async loadOrDefaults(): Promise<Settings> {
      const reading = await this.load();
      return reading.ok ? reading.settings : defaultSettings();
    },

    /** @throws RangeError when the settings are not valid; nothing is written then. */
    async save(settings: Settings): Promise<void> {
      const reading = parseSettings(settings);
      if (!reading.ok) throw new RangeError(`settings are not valid: ${reading.problem}`);
      await area.set({ [key]: reading.settings });
    },

    onChange(follow: (reading: SettingsReading) => void): () => void {
      const listener = (changes: Record<string, Storage.StorageChange>) => {
        const change = changes[key];
        if (change) follow(read(change.newValue));
      };
      area.onChanged.addListener(listener);
      return () => {
        area.onChanged.removeListener(listener);
      };
    },
  };
}
