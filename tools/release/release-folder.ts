import { fileURLToPath } from 'node:url';

/** The names of a release's files. */
export const releaseFiles = (version: string) => ({
  extension: `steadymic-${version}.zip`,
  sources: `steadymic-${version}-sources.zip`,
  bill: `steadymic-${version}.cdx.json`,
  sums: 'SHA256SUMS',
});

/** Where `npm run release` leaves what it made. */
export const releaseFolder = fileURLToPath(new URL('../../.output/release', import.meta.url));
