import { fileURLToPath } from 'node:url';

/** The folder of the built extension, as `wxt build` leaves it. */
export const extensionDir = fileURLToPath(new URL('../../.output/chrome-mv3', import.meta.url));
