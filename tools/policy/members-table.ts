import { format, resolveConfig } from 'prettier';
import { profileKind, profileKinds, type ProfileKind } from '../../utils/domain/profiles/profile-kinds.ts';

/** Matches the table in docs/settings.md, its head left out. */
const table = /(\| kind +\| members +\|\n\| -+ \| -+ \|\n)(?:\|.*\n)+/;

/** Writes into the text of docs/settings.md what a profile of each kind has, and formats it. Rejects a text without that table. */
export async function withMembersTable(docs: string): Promise<string> {
  if (!table.test(docs)) throw new Error('docs/settings.md has no table of kinds and members.');
  const rows = profileKinds.map((kind) => `| \`${kind}\` | ${members(kind)} |\n`).join('');
  const config = await resolveConfig('docs/settings.md');
  return format(docs.replace(table, `$1${rows}`), { ...config, parser: 'markdown' });
}

function members(kind: ProfileKind): string {
  const named = Object.entries(profileKind(kind).members).map(([name, { entry, schema }]) => {
    const hasChoices = entry === 'choice' || entry === 'list';
    const choices = hasChoices ? (schema as unknown as { options: string[] }).options : [];
    return choices.length === 0
      ? `\`${name}\``
      : `\`${name}\` (${choices.map((each) => `\`${each}\``).join(', ')})`;
  });
  return named.join(', ') || 'none';
}
