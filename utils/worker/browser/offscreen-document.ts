const path = '/offscreen.html';

export interface OffscreenDeps {
  offscreen: Pick<typeof chrome.offscreen, 'createDocument' | 'closeDocument'>;
  runtime: Pick<typeof chrome.runtime, 'getContexts' | 'getURL'>;
}

/** The offscreen document, of which an extension may have one. */
export function createOffscreenDocument({ offscreen, runtime }: OffscreenDeps) {
  // A second createDocument() while the first is under way throws: callers share it. Losing this with the worker is
  // harmless, since the browser is asked each time.
  let creating: Promise<void> | null = null;

  async function exists(): Promise<boolean> {
    const contexts = await runtime.getContexts({
      contextTypes: ['OFFSCREEN_DOCUMENT'],
      documentUrls: [runtime.getURL(path)],
    });
    return contexts.length > 0;
  }

  async function create(): Promise<void> {
    if (await exists()) return;
    await offscreen.createDocument({
      url: path,
      // Not AUDIO_PLAYBACK: that one closes the document after 30 s without sound.
      reasons: ['USER_MEDIA', 'WEB_RTC'] as chrome.offscreen.Reason[],
      justification: 'Streams the microphone over WebRTC also while no page of the extension is open.',
    });
  }

  return {
    exists,
    /** Settles when the document is there and has loaded. */
    ensure(): Promise<void> {
      creating ??= create().finally(() => {
        creating = null;
      });
      return creating;
    },
    /** Ends it, whatever it does. */
    close: (): Promise<void> => offscreen.closeDocument(),
  };
}
