import { inTime } from '../../async/in-time.ts';

const path = '/offscreen.html';

/** Milliseconds after which a creation that does not end is given up, so that the next one is tried: longer than its callers wait. */
const creationMs = 20_000;

export interface OffscreenDeps {
  offscreen: Pick<typeof chrome.offscreen, 'createDocument' | 'closeDocument'>;
  runtime: Pick<typeof chrome.runtime, 'getContexts' | 'getURL'>;
}

/** Creates, finds and closes the offscreen document; an extension may have only one. */
export function createOffscreenDocument({ offscreen, runtime }: OffscreenDeps) {
  // A second createDocument() throws while the first is under way, so callers share the promise. Losing it
  // with the worker is harmless, since the browser is asked each time.
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
      // AUDIO_PLAYBACK is no reason to give: Chrome closes such a document after 30 s without sound.
      reasons: ['USER_MEDIA', 'WEB_RTC'] as chrome.offscreen.Reason[],
      justification: 'Streams the microphone over WebRTC also while no page of the extension is open.',
    });
  }

  return {
    exists,
    /** Resolves when the document exists and has loaded. */
    ensure(): Promise<void> {
      const tooLate = () => new Error('the offscreen document does not come');
      creating ??= inTime(create(), { deadlineMs: creationMs, tooLate }).finally(() => {
        creating = null;
      });
      return creating;
    },
    /** Closes the document, whatever it is doing. */
    close: (): Promise<void> => offscreen.closeDocument(),
  };
}
