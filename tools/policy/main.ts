// `npm run policies`: writes docs/policies, the files for administrators, and what docs/settings.md says of each kind of
// profile, anew from the schema of the settings.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { policySchema } from '../../utils/domain/settings/policy-schema.ts';
import { withMembersTable } from './members-table.ts';
import { policyFiles } from './policy-files.ts';

const docs = new URL('../../docs/', import.meta.url);
const folder = new URL('policies/', docs);
await mkdir(folder, { recursive: true });
for (const [name, text] of Object.entries(policyFiles(policySchema()))) {
  await writeFile(new URL(name, folder), text);
}
const settings = new URL('settings.md', docs);
await writeFile(settings, await withMembersTable(await readFile(settings, 'utf8')));
