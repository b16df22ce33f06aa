import { watchEffect } from 'vue';
import { useServices } from '../services.ts';

/** Sets the document's language and title. */
export function usePage(title: () => string): void {
  const { texts } = useServices();
  watchEffect(() => {
    document.documentElement.lang = texts.locale;
    document.title = title();
  });
}
