// `node zip.ts FOLDER`: builds and packs the extension into FOLDER. It runs in a process of its own, because
// WXT writes to standard output, which the figures need.

import { fileURLToPath } from 'node:url';
import { zip } from 'wxt';

const [folder = ''] = process.argv.slice(2);
await zip({ root: fileURLToPath(new URL('../../..', import.meta.url)), outDir: folder });
