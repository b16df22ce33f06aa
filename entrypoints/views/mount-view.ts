import '../../components/styles/base.css';
import { createApp, type Component } from 'vue';
import { servicesKey } from '../../components/services.ts';
import { themeKey } from '../../components/shared/use-theme.ts';
import { createServices } from './create-services.ts';

/** Mounts a page's view with the extension's services, in the browser's language and the user's theme. */
export function mountView(view: Component): void {
  const services = createServices();
  document.documentElement.style.colorScheme = localStorage.getItem(themeKey) ?? '';
  document.documentElement.lang = services.texts.locale;
  createApp(view).provide(servicesKey, services).mount('#app');
}
