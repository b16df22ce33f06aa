import { withSetting } from '../../utils/domain/settings/setting-fields.ts';
import type { SettingPath } from '../../utils/domain/settings/setting-paths.ts';
import type { Settings } from '../../utils/domain/settings/settings.ts';
import { settingLabel } from '../../utils/texts/settings-change-texts.ts';
import { useUndoableChange } from '../navigation/use-undoable-change.ts';
import { useServices } from '../services.ts';
import type { useSettings } from '../shared/use-settings.ts';

/** The changes that the settings page makes: each is told by its name, and can be undone. */
export function useSettingsChanges(change: ReturnType<typeof useSettings>['change']) {
  const { texts } = useServices();
  const changeAndTell = useUndoableChange(change);

  function set(said: string, update: (now: Settings) => Settings): void {
    void changeAndTell(said, update);
  }

  const saved = (name: string) => texts.t('settings_saved', name);

  return {
    set,
    changeSetting(path: SettingPath, value: unknown): void {
      set(saved(settingLabel(texts, path)), (now) => withSetting(now, path, value));
    },
    changeMicrophone(name: string, changes: Partial<Settings['microphone']>): void {
      set(saved(name), (now) => ({ ...now, microphone: { ...now.microphone, ...changes } }));
    },
  };
}
