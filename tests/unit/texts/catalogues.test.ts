import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { toLeaves } from '../../../utils/domain/settings/settings-paths.ts';
import { defaultSettings } from '../../../utils/domain/settings/settings.ts';
import { keyPart } from '../../../utils/texts/key-part.ts';
import { catalogues } from '../../support/messages.ts';

const { en, ja } = catalogues;
const keys = Object.keys(en);

/** Keys that the manifest and the worker's own surfaces name. */
const promised = [
  'extension_name',
  'extension_description',
  'command_toggle_session',
  'command_toggle_mute',
  'menu_start',
  'menu_stop',
  'menu_mute',
  'menu_unmute',
  'title_idle',
  'title_starting',
  'title_live',
  'title_live_muted',
  'title_live_silent',
  'title_stopping',
  'title_failed',
];

/** The names of a message's placeholders, written `$NAME$`. */
function named(message: string): string[] {
  return [...message.matchAll(/\$(\w+)\$/g)].map(([, name = '']) => name.toLowerCase()).sort();
}

describe('the English and the Japanese messages', () => {
  it('have the same keys in the same order', () => {
    expect(Object.keys(ja)).toEqual(keys);
  });

  it('have words for every key', () => {
    expect(keys.filter((key) => en[key]?.message.trim() === '' || ja[key]?.message.trim() === '')).toEqual(
      [],
    );
  });

  it('take the same placeholders in both languages, numbered from 1, and use each', () => {
    const wrong = keys.filter((key) => {
      const placeholders = en[key]?.placeholders ?? {};
      const declared = Object.keys(placeholders).sort();
      const numbers = Object.values(placeholders).map(({ content }) => content);
      return !(
        isDeepStrictEqual(named(en[key]?.message ?? ''), declared) &&
        isDeepStrictEqual(named(ja[key]?.message ?? ''), declared) &&
        isDeepStrictEqual(ja[key]?.placeholders ?? {}, placeholders) &&
        isDeepStrictEqual(
          numbers.sort(),
          declared.map((_, index) => `$${index + 1}`),
        )
      );
    });
    expect(wrong).toEqual([]);
  });

  it('have a key form that Chrome takes', () => {
    expect(keys.filter((key) => !/^[a-z0-9_]+$/.test(key))).toEqual([]);
  });

  it('have a form for one and a form for several wherever a number decides', () => {
    const bases = keys.filter((key) => key.endsWith('_other')).map((key) => key.replace(/_other$/, ''));
    expect(bases.filter((base) => !(`${base}_one` in en))).toEqual([]);
    expect(bases.length).toBeGreaterThan(0);
  });

  it.each(promised)('%s is there for the manifest and the worker', (key) => {
    expect(keys).toContain(key);
  });

  it('are all used by the code', () => {
    const code = ['components', 'entrypoints', 'utils', 'wxt.config.ts'].flatMap(sources).join('\n');
    const templates = textTemplates(code);
    const settings = toLeaves(defaultSettings()).keys();
    const names = new Set([...(code.match(/[A-Za-z][\w-]*/g) ?? []), ...settings].map(keyPart));
    const unused = keys.filter((key) => {
      const base = key.replace(/_(one|other)$/, '');
      const isWritten = [`'${key}'`, `'${base}'`, `__MSG_${key}__`].some((use) => code.includes(use));
      return !isWritten && !templates.some((parts) => isMadeOf(key, parts, names));
    });
    expect(
      unused,
      'nothing says these: take them out of both messages.json, or name them after what they are for',
    ).toEqual([]);
  });
});

/**
 * Templates of keys that the code makes from the names of its tables, such as
 * `failure_${keyPart(reason)}_title`: the texts before, between and after the names.
 */
function textTemplates(code: string): string[][] {
  return [...code.matchAll(/`([^`\n]*)`/g)].flatMap(([, template = '']) => {
    const parts = template.split(/\$\{[^{}]*\}/);
    const isKey = parts.length > 1 && parts.every((part) => /^[a-z_]*$/.test(part)) && parts[0] !== '';
    return isKey ? [parts] : [];
  });
}

/** Whether a key is `parts` with one of `names` between each two of them. */
function isMadeOf(
  key: string,
  [first = '', ...others]: readonly string[],
  names: ReadonlySet<string>,
): boolean {
  if (others.length === 0) return key === first;
  if (!key.startsWith(first)) return false;
  const rest = key.slice(first.length);
  return Array.from(rest, (_, index) => index + 1).some(
    (end) => names.has(rest.slice(0, end)) && isMadeOf(rest.slice(end), others, names),
  );
}

function sources(path: string): string[] {
  if (/\.(ts|vue)$/.test(path)) return [readFileSync(path, 'utf8')];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() || /\.(ts|vue)$/.test(entry.name))
    .flatMap(({ name }) => sources(join(path, name)));
}
