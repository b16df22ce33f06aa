import { watchEffect, type ComputedRef } from 'vue';
import type { Settings } from '../../utils/domain/settings/settings.ts';

/**
 * The key under which a page finds the theme before its settings are read, so that it does not flash in the
 * other one.
 */
export const themeKey = 'theme';

/** Gives the document the chosen theme, or the system's where none is chosen. */
export function useTheme(settings: ComputedRef<Settings | null>): void {
  watchEffect(() => {
    if (!settings.value) return;
    const { theme } = settings.value;
    document.documentElement.style.colorScheme = theme === 'system' ? '' : theme;
    if (theme === 'system') localStorage.removeItem(themeKey);
    else localStorage.setItem(themeKey, theme);
  });
}
