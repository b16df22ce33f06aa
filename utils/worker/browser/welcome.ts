import type { Management, Runtime, Storage } from 'webextension-polyfill';
import type { Settings } from '../../domain/settings/settings.ts';

/** The `storage.local` key of whether the page was shown. */
export const welcomedKey = 'welcomed';

/** The settings in force, with the paths that an administrator has locked. */
type Reading = { ok: true; settings: Settings; locked: readonly string[] } | { ok: false };

export interface WelcomeDeps {
  management: Pick<Management.Static, 'getSelf'>;
  storage: Pick<Storage.StorageArea, 'get' | 'set'>;
  settings: {
    /** Resolves when the browser has delivered the administrator's policy. */
    loadWithPolicy(): Promise<unknown>;
    load(): Promise<Reading>;
  };
  /** Opens the page that asks for the microphone and says what comes next. */
  openPage(): Promise<void>;
}

/**
 * Opens a page once in a profile of the browser, after the extension was installed, because an icon that the browser hides
 * behind a menu tells nobody how to begin. An administrator who installs it, or sets any of it, has told the users.
 */
export function createWelcome({ management, storage, settings, openPage }: WelcomeDeps) {
  return async function onInstalled({
    reason,
  }: Pick<Runtime.OnInstalledDetailsType, 'reason'>): Promise<void> {
    if (reason !== 'install') return;
    const { installType } = await management.getSelf();
    if (installType === 'admin') return;
    if ((await storage.get(welcomedKey))[welcomedKey] === true) return;
    await settings.loadWithPolicy();
    const reading = await settings.load();
    if (!reading.ok || reading.locked.length > 0) return;
    if (reading.settings.profiles.some(({ kind }) => kind !== 'loopback')) return;
    await storage.set({ [welcomedKey]: true });
    await openPage();
  };
}
