import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { withMembersTable } from '../../../../tools/policy/members-table.ts';
import { profileKinds } from '../../../../utils/domain/profiles/profile-kinds.ts';
import { modelTraits } from '../../../../utils/domain/profiles/model-traits.ts';
import { transcriptionOptions } from '../../../../utils/domain/profiles/transcription-options.ts';
import { toLeaves } from '../../../../utils/domain/settings/settings-paths.ts';
import { defaultSettings } from '../../../../utils/domain/settings/settings.ts';

const docs = readFileSync(new URL('../../../../docs/settings.md', import.meta.url), 'utf8');
/** The rows of the tables whose first cell is a name of the format, as their cells. */
const rows = docs
  .split('\n')
  .filter((line) => /^\| `/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()));
const models = [
  'gpt-live-transcribe',
  'gpt-realtime-whisper',
  'gpt-transcribe',
  'gpt-4o-transcribe',
  'gpt-4o-mini-transcribe',
  'gpt-4o-transcribe-diarize',
  'whisper-1',
  'any other',
];
const rowOf = (name: string) => rows.find(([, first]) => first === `\`${name}\``);

describe('docs/settings.md', () => {
  it.each(models)('says what the model %s takes', (model) => {
    const { takes, keywordsArePrompt } = modelTraits(model);
    const row = docs.split('\n').find((line) => line.replaceAll('`', '').startsWith(`| ${model} `));
    const cells = transcriptionOptions.map((option) => {
      if (option === 'keywords' && keywordsArePrompt) return 'as its `prompt`';
      return takes.includes(option) ? 'yes' : 'no';
    });
    expect(
      row
        ?.split('|')
        .slice(2, -1)
        .map((cell) => cell.trim()),
    ).toEqual(cells);
  });

  const settings = toLeaves(defaultSettings());
  const paths = [...settings.keys()].filter((path) => !path.startsWith('profiles.'));

  it.each(paths)('has a row for the setting %s, with its default', (path) => {
    const [, , , defaultCell = ''] = rowOf(path) ?? [];
    expect(rowOf(path), `write a row for ${path} into docs/settings.md`).toBeDefined();
    const value = settings.get(path);
    const words = value === '' ? 'empty' : path === 'profiles' ? 'Loopback' : String(value);
    expect(defaultCell, `the default of ${path} is ${words}: write that into docs/settings.md`).toContain(
      words,
    );
  });

  it('has no row for a setting that there is not', () => {
    const known = new Set<string>([...paths, 'version', ...profileKinds, ...models]);
    expect(rows.flatMap(([, first = '']) => (known.has(first.replaceAll('`', '')) ? [] : first))).toEqual([]);
  });

  it('names what a profile of each kind has', async () => {
    expect(await withMembersTable(docs), '`npm run policies` writes it anew').toBe(docs);
  });
});
