import { fileURLToPath } from 'node:url';

/** The shipped build, as `wxt build` leaves it. */
export const extensionDir = fileURLToPath(new URL('../../.output/chrome-mv3', import.meta.url));
