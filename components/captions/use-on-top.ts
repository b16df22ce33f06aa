import { onScopeDispose, shallowRef } from 'vue';

/** The part of the browser that puts a document's content above all windows (WICG Document Picture-in-Picture). */
interface PictureInPicture {
  requestWindow(options: { width: number; height: number }): Promise<Window>;
}

/** A window that stays above all others, for a part of this page; it closes with the page. */
export function useOnTop() {
  const { documentPictureInPicture: pictures } = globalThis as {
    documentPictureInPicture?: PictureInPicture;
  };
  const body = shallowRef<HTMLElement | null>(null);
  const isRefused = shallowRef(false);
  let opened: Window | null = null;

  async function open(): Promise<void> {
    try {
      opened = (await pictures?.requestWindow({ width: 800, height: 240 })) ?? null;
    } catch {
      // Chromium rejects the request in some windows, and where a user has blocked it.
      isRefused.value = true;
    }
    if (!opened) return;
    isRefused.value = false;
    for (const style of document.querySelectorAll('link[rel="stylesheet"], style'))
      opened.document.head.append(style.cloneNode(true));
    opened.document.documentElement.lang = document.documentElement.lang;
    opened.document.title = document.title;
    opened.addEventListener('pagehide', () => {
      body.value = null;
      opened = null;
    });
    body.value = opened.document.body;
  }

  onScopeDispose(() => opened?.close());
  return {
    isPossible: pictures !== undefined,
    isRefused,
    /** The body of the window that stays above; null while there is none. */
    body,
    /** To be called in a user gesture. */
    toggle: () => (opened ? opened.close() : void open()),
  };
}
