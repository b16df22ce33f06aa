import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
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

/** `$NAME$` as it stands in a message. */
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

  it('have a description that the browser takes (at most 132 characters)', () => {
    expect(en['extension_description']?.message.length).toBeLessThanOrEqual(132);
    expect(ja['extension_description']?.message.length).toBeLessThanOrEqual(132);
  });

  it('are all used by the code', () => {
    const code = ['components', 'entrypoints', 'utils', 'wxt.config.ts'].flatMap(sources).join('\n');
    // Chosen by the phase of a session, in a template that the compiler checks.
    const byPhase = /^(phase|title)_(idle|starting|recovering|stopping|failed)$/;
    const unused = keys.filter((key) => {
      if (byPhase.test(key)) return false;
      const base = key.replace(/_(one|other)$/, '');
      return ![`'${key}'`, `'${base}'`, `__MSG_${key}__`].some((use) => code.includes(use));
    });
    expect(unused).toEqual([]);
  });
});

function sources(path: string): string[] {
  if (/\.(ts|vue)$/.test(path)) return [readFileSync(path, 'utf8')];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() || /\.(ts|vue)$/.test(entry.name))
    .flatMap(({ name }) => sources(join(path, name)));
}
