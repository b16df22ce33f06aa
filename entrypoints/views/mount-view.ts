import '../../components/styles/base.css';
import { createApp, type Component } from 'vue';
import { servicesKey } from '../../components/services.ts';
import { createServices } from './create-services.ts';

/** Mounts a page's view with the extension's services, in the browser's language. */
export function mountView(view: Component): void {
  const services = createServices();
  document.documentElement.lang = services.texts.locale;
  createApp(view).provide(servicesKey, services).mount('#app');
}
