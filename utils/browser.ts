import type { Browser } from 'webextension-polyfill';

/**
 * The extension's API, whose functions return promises in every Chromium that takes this extension. There is none outside an
 * extension, so everything but an entrypoint takes what it needs of it as an argument.
 */
export const browser = globalThis.chrome as unknown as Browser;
