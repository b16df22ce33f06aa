// `node zip.ts FOLDER`: builds and packs the extension into FOLDER. In a process of its own, because WXT talks to standard
// output, which is the figures' here.

import { fileURLToPath } from 'node:url';
import { zip } from 'wxt';

const [folder = ''] = process.argv.slice(2);
await zip({ root: fileURLToPath(new URL('../../..', import.meta.url)), outDir: folder });
