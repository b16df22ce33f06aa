import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { examplePolicy, type PolicyValue } from '../../../tools/policy/example-policy.ts';
import { idPlaceholder, policyFiles } from '../../../tools/policy/policy-files.ts';
import { policySchema, type PolicyNode } from '../../../utils/domain/settings/policy-schema.ts';
import { parsePolicy } from '../../../utils/domain/settings/settings-policy.ts';
import { toLeaves } from '../../../utils/domain/settings/settings-paths.ts';
import { defaultSettings } from '../../../utils/domain/settings/settings.ts';

const schema = policySchema();
const files = policyFiles(schema);
const policy = examplePolicy(schema);
const folder = 'docs/policies';

/** Reads a file for `reg import` as Windows and Chrome do: keys are objects, lists have the names 1, 2, 3. */
function readRegistry(text: string): Record<string, unknown> {
  const root: Record<string, unknown> = {};
  let key = root;
  for (const line of text.split('\r\n').slice(1)) {
    const [, path] = /^\[(.+)\]$/.exec(line) ?? [];
    const [, name, value = ''] = /^"((?:[^"\\]|\\.)*)"=(.+)$/.exec(line) ?? [];
    if (path !== undefined) {
      key = path.split('\\').reduce((at, part) => (at[part] ??= {}) as Record<string, unknown>, root);
    } else if (name !== undefined) {
      const [, hexadecimal] = /^dword:([0-9a-f]{8})$/.exec(value) ?? [];
      key[name] =
        hexadecimal === undefined ? value.slice(1, -1).replace(/\\(.)/g, '$1') : parseInt(hexadecimal, 16);
    } else {
      expect(line).toBe('');
    }
  }
  return root;
}

/** Turns what the registry holds into what Chrome hands on: by the type that the schema asks for. */
function fromRegistry(value: unknown, { type, properties, items }: PolicyNode): unknown {
  if (type === 'boolean') return value === 1;
  if (type === 'array' && items)
    return Object.entries(value as object).map(([name, each], index) => {
      expect(name).toBe(String(index + 1));
      return fromRegistry(each, items);
    });
  if (type !== 'object') return value;
  const members = Object.entries(value as object).map(([name, each]) => {
    const node = properties?.[name];
    if (!node) throw new Error(`${name} is in no schema`);
    return [name, fromRegistry(each, node)];
  });
  return Object.fromEntries(members) as unknown;
}

/** Reads a property list of Apple's (PropertyList-1.0.dtd), as far as policies need it. */
function readPlist(text: string): unknown {
  const tokens = [...text.replace(/^.*<plist version="1.0">/s, '').matchAll(/<(\/?\w+)(\/?)>([^<]*)/g)].map(
    ([, tag = '', closed, words = '']) => ({
      tag: tag + (closed ?? ''),
      words: words.replaceAll('&lt;', '<').replaceAll('&amp;', '&'),
    }),
  );
  const next = () => tokens.shift() ?? { tag: '', words: '' };
  function value({ tag, words } = next()): unknown {
    if (tag === 'true/' || tag === 'false/') return tag === 'true/';
    if (tag === 'array') {
      const list: unknown[] = [];
      for (let token = next(); token.tag !== '/array'; token = next()) list.push(value(token));
      return list;
    }
    if (tag === 'dict') {
      const members: [string, unknown][] = [];
      for (let token = next(); token.tag !== '/dict'; token = next()) {
        expect(token.tag).toBe('key');
        expect(next().tag).toBe('/key');
        members.push([token.words, value()]);
      }
      return Object.fromEntries(members);
    }
    expect(['string', 'integer']).toContain(tag);
    expect(next().tag).toBe(`/${tag}`);
    return tag === 'integer' ? Number(words) : words;
  }
  return value();
}

describe('the files for administrators', () => {
  it('are those that the schema gives: npm run policies writes them anew', () => {
    expect(readdirSync(folder).sort()).toEqual(Object.keys(files).sort());
    for (const [name, text] of Object.entries(files))
      expect(readFileSync(`${folder}/${name}`, 'utf8'), name).toBe(text);
  });

  it('hold one policy on every system, and the browser’s own beside it', () => {
    const linux = JSON.parse(files['linux.json'] ?? '') as Record<string, unknown>;
    const { '3rdparty': ours, ...browserPolicy } = linux;
    expect(ours).toEqual({ extensions: { [idPlaceholder]: policy } });
    expect(readPlist(files['macos-extension.plist'] ?? '')).toEqual(policy);
    expect(readPlist(files['macos-browser.plist'] ?? '')).toEqual(browserPolicy);
    const registry = readRegistry(files['windows.reg'] ?? '');
    expect(registry).toMatchObject({
      HKEY_LOCAL_MACHINE: {
        Software: {
          Policies: {
            Google: {
              Chrome: {
                ExtensionSettings: JSON.stringify(browserPolicy['ExtensionSettings']),
                AudioCaptureAllowedUrls: { '1': `chrome-extension://${idPlaceholder}/` },
              },
            },
          },
        },
      },
    });
    const path = `HKEY_LOCAL_MACHINE\\Software\\Policies\\Google\\Chrome\\3rdparty\\extensions\\${idPlaceholder}\\policy`;
    const found = path
      .split('\\')
      .reduce<unknown>((at, part) => (at as Record<string, unknown>)[part], registry);
    expect(fromRegistry(found, schema)).toEqual(policy);
  });

  it('can be used as they are, and change nothing but what the organisation chose', () => {
    const { settings, locked } = policy as { settings: object; locked: readonly string[] };
    const { presets, problems, locked: held } = parsePolicy({ settings, locked });
    expect(problems).toEqual([]);
    expect(held).toEqual(locked);
    const defaults = toLeaves(defaultSettings());
    const changed = [...presets]
      .filter(([path, value]) => defaults.get(path) !== value)
      .map(([path]) => path);
    expect(changed.filter((path) => !/^(profiles|activeProfileId)/.test(path))).toEqual([]);
  });

  it('name each setting that a policy can preset', () => {
    const { settings } = policy as { settings: Parameters<typeof toLeaves>[0] };
    const named = JSON.stringify(settings);
    const missing = [...toLeaves(defaultSettings())]
      .filter(([path, value]) => value !== null && !path.startsWith('profiles'))
      .filter(([path]) => !named.includes(`"${path.split('.').at(-1) ?? ''}"`));
    expect(missing).toEqual([]);
  });

  it('write what systems must have escaped as they take it', () => {
    const text: PolicyValue = 'a "b" \\ <c> & d';
    const odd: PolicyNode = {
      type: 'object',
      properties: { settings: { type: 'object', properties: { theme: { type: 'string' } } } },
    };
    expect(examplePolicy(odd)).toEqual({ settings: { theme: 'system' } });
    const list = policyFiles(odd);
    expect(
      readPlist((list['macos-extension.plist'] ?? '').replace('system', 'a "b" \\ &lt;c> &amp; d')),
    ).toEqual({
      settings: { theme: text },
    });
  });
});
