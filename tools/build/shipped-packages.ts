import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { packageOfModule } from './package-of-module.ts';

/** A package of which code is in the build. */
export interface ShippedPackage {
  name: string;
  version: string;
  /** An SPDX expression, as the package states it. */
  license: string;
  /** Where its sources are; empty where it does not say. */
  source: string;
  /** The texts of its licence and notices; none where the package brings none. */
  texts: readonly string[];
}

/**
 * Notes which packages the bundles of one build take code from. The plugin belongs into the build of the pages
 * and into that of the workers, because each bundles by itself.
 */
export function createShippedPackages() {
  const folders = new Map<string, string>();
  const plugin = (): Plugin => ({
    name: 'shipped-packages',
    generateBundle(_, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') continue;
        for (const [id, { renderedLength }] of Object.entries(chunk.modules)) {
          const found = renderedLength > 0 ? packageOfModule(id) : null;
          if (found) folders.set(found.folder, found.name);
        }
      }
    },
  });
  return {
    plugin,
    /** All of them so far, by name and version. */
    list: () =>
      [...folders.keys()]
        .map(readPackage)
        .sort((a, b) => compare(a.name, b.name) || compare(a.version, b.version)),
  };
}

/** An order that is the same whatever language a computer is set to. */
const compare = (a: string, b: string) => Number(a > b) - Number(a < b);

interface PackageJson {
  name: string;
  version: string;
  license?: string;
  repository?: string | { url: string };
}

function readPackage(folder: string): ShippedPackage {
  const { name, version, license, repository } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  ) as PackageJson;
  const texts = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|notice|copying)(\.(md|txt))?$/i.test(file))
    .sort(compare)
    .map((file) => readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim());
  const url = typeof repository === 'string' ? repository : (repository?.url ?? '');
  return { name, version, license: license ?? '', source: sourceUrl(url), texts };
}

/** An address for a browser, of what npm takes as a repository: `git+https://…`, `github:owner/name`. */
function sourceUrl(repository: string): string {
  return repository
    .replace(/^git\+/, '')
    .replace(/^(github:)?([\w.-]+\/[\w.-]+)$/, 'https://github.com/$2')
    .replace(/^(git|ssh):\/\/(git@)?/, 'https://')
    .replace(/\.git$/, '');
}
