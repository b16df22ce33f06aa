// `npm run policies`: writes docs/policies, the files for administrators, anew from the schema of the settings.

import { mkdir, writeFile } from 'node:fs/promises';
import { policySchema } from '../../utils/domain/settings/policy-schema.ts';
import { policyFiles } from './policy-files.ts';

const folder = new URL('../../docs/policies/', import.meta.url);
await mkdir(folder, { recursive: true });
for (const [name, text] of Object.entries(policyFiles(policySchema()))) {
  await writeFile(new URL(name, folder), text);
}
