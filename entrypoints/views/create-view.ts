import '../../components/styles/base.css';
import { createApp, type App, type Component } from 'vue';
import { servicesKey, type Services } from '../../components/services.ts';
import { themeKey } from '../../components/shared/use-theme.ts';

/**
 * Creates a page's view with the extension's services, in the browser's language and the user's theme; not
 * yet mounted.
 */
export function createView(view: Component, services: Services): App {
  document.documentElement.style.colorScheme = localStorage.getItem(themeKey) ?? '';
  document.documentElement.lang = services.texts.locale;
  return createApp(view).provide(servicesKey, services);
}
