import { describe, expect, it } from 'vitest';
import { licenceTexts } from '../../../tools/build/licence-texts.ts';
import { packageOfModule } from '../../../tools/build/package-of-module.ts';
import { sbom } from '../../../tools/build/sbom.ts';
import type { ShippedPackage } from '../../../tools/build/shipped-packages.ts';

const vue: ShippedPackage = {
  name: '@vue/shared',
  version: '3.5.45',
  license: 'MIT',
  source: 'https://github.com/vuejs/core',
  texts: ['The MIT text.'],
};
const dexie: ShippedPackage = {
  ...vue,
  name: 'dexie',
  version: '4.4.7',
  license: 'Apache-2.0',
  texts: ['Apache.', 'Notice.'],
};
const runtime: ShippedPackage = { ...vue, name: '@vue/runtime-dom' };

describe('the package of a module', () => {
  it.each([
    ['/a/node_modules/dexie/dist/dexie.mjs', 'dexie', '/a/node_modules/dexie'],
    ['/a/node_modules/@vue/shared/dist/x.js?v=1', '@vue/shared', '/a/node_modules/@vue/shared'],
    ['C:\\a\\node_modules\\dexie\\x.js', 'dexie', 'C:/a/node_modules/dexie'],
    ['/a/node_modules/b/node_modules/@c/d/x.js', '@c/d', '/a/node_modules/b/node_modules/@c/d'],
    ['\0/a/node_modules/dexie/x.js?commonjs-proxy', 'dexie', '/a/node_modules/dexie'],
  ])('of %j is %s', (id, name, folder) => {
    expect(packageOfModule(id)).toEqual({ name, folder });
  });

  it.each(['/a/components/x.vue', '\0rolldown/runtime.js', '/a/node_modules_of_mine/x/y.js', 'virtual:wxt'])(
    'of %j is none',
    (id) => expect(packageOfModule(id)).toBeNull(),
  );
});

describe('the licences of what ships', () => {
  const text = licenceTexts({ name: 'SteadyMic', text: 'Ours.\n' }, [runtime, vue, dexie]);

  it('hold ours and every text and name of a package', () => {
    expect(text).toMatch(/^SteadyMic\n\nOurs\.\n/);
    for (const { name, version } of [vue, dexie, runtime]) expect(text).toContain(`${name} ${version}, `);
    expect(text).toContain('Apache.\n\nNotice.');
  });

  it('hold a text once that several packages have', () => {
    expect(text.split('The MIT text.')).toHaveLength(2);
  });
});

describe('the bill of materials', () => {
  const lock = {
    packages: {
      'node_modules/dexie': { version: '4.0.0', integrity: 'sha512-AAAA' },
      'node_modules/x/node_modules/dexie': { version: '4.4.7', integrity: 'sha512-//8=' },
    },
  };
  const product = { name: 'steadymic', version: '0.1.0', description: 'x', license: 'MIT' };

  it('has the digest of the very version that ships', () => {
    expect(sbom(product, [dexie], lock).components).toMatchObject([
      { purl: 'pkg:npm/dexie@4.4.7', hashes: [{ alg: 'SHA-512', content: 'ffff' }] },
    ]);
  });

  it('names what ships in the product, with the addresses of packages as their standard writes them', () => {
    const { dependencies } = sbom(product, [vue, dexie], lock);
    expect(dependencies).toEqual([
      { ref: 'pkg:npm/steadymic@0.1.0', dependsOn: ['pkg:npm/%40vue/shared@3.5.45', 'pkg:npm/dexie@4.4.7'] },
    ]);
  });

  it('has neither a date nor a number of its own, which would differ each time', () => {
    expect(JSON.stringify(sbom(product, [vue], lock))).not.toMatch(/timestamp|serialNumber/);
  });
});
