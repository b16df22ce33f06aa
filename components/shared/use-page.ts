import { watchEffect } from 'vue';
import { useServices } from '../services.ts';

/** Gives the document its language and its title. */
export function usePage(title: () => string): void {
  const { texts } = useServices();
  watchEffect(() => {
    document.documentElement.lang = texts.locale;
    document.title = title();
  });
}
