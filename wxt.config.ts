import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';
import { defineConfig } from 'wxt';
import { writeBuildNotes } from './tools/build/build-notes.ts';
import { createShippedPackages } from './tools/build/shipped-packages.ts';
import { policySchema } from './utils/domain/settings/policy-schema.ts';

/** A public key whose private half nobody has: it gives an id, and signs nothing. */
const developmentKey = [
  'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAwQ8SsyhenZ++qc8iXJM766f//4S4uYqe4yycEsg0Z/PSYkoDozJ2Aurw',
  '3N+MhhIHTY8FwU/c13nxm5ekZ2DhS5hAFxwxfZBZJHx5BPbkuHMhH1FdMOuNhJbrJGic4GStZqC236+/ix9JS54/lrKnQMP6Hy1a',
  'YJF7QY0kto3278qLOpiZTN506PxZOlBlSN0G0EPJnsOSnewt98hmoei7qWtUVp6rM1aR45W6Njt/nvhCTmxCcESsuluv6Jb3gzTp',
  '6M2Jrj0hLeiNbKHROLaPXmc67nyX98wr2YYYqOox6h4LuZdq9T8w+i7KV/c12Y8MstBDk1JVRVvXvGe3wFPqawIDAQAB',
].join('');

interface Message {
  message: string;
  placeholders?: Record<string, { content: string }>;
}

/**
 * Removes from a catalogue what only its translators need: the names of placeholders, their examples, white
 * space.
 */
function compactCatalogue(text: string): string {
  const messages = Object.entries(JSON.parse(text) as Record<string, Message>).map(
    ([key, { message, placeholders = {} }]) => {
      const named = (whole: string, name: string) => placeholders[name.toLowerCase()]?.content ?? whole;
      const numbered = message.replaceAll(/\$(\w+)\$/g, named);
      // Two placeholders side by side would read as one: "$1$2".
      return /\$\d\$/.test(numbered) ? [key, { message, placeholders }] : [key, { message: numbered }];
    },
  );
  return JSON.stringify(Object.fromEntries(messages));
}

const componentOfId = new Map<string, string>();

/**
 * The id that marks the styles of one component, in its script and its style sheet; short, because a hash
 * does not compress.
 */
function componentId(path: string, hash: (text: string) => string): string {
  const id = hash(path).slice(0, 4);
  const other = componentOfId.get(id) ?? path;
  if (other !== path) throw new Error(`${path} would share its styles with ${other}: rename one of them.`);
  componentOfId.set(id, path);
  return id;
}

/** Looks up what the bundler knows of a module. */
interface ModuleGraph {
  getModuleInfo(id: string): { importers: readonly string[]; dynamicImporters: readonly string[] } | null;
}

/** Whether a file of this name loads a module, at whatever depth. */
function isLoadedBy(fileName: string, module: string, graph: ModuleGraph, seen = new Set<string>()): boolean {
  if (module.includes(fileName)) return true;
  if (seen.has(module)) return false;
  seen.add(module);
  const { importers = [], dynamicImporters = [] } = graph.getModuleInfo(module) ?? {};
  return [...importers, ...dynamicImporters].some((each) => isLoadedBy(fileName, each, graph, seen));
}

/**
 * The chunk of a module that several entries load. A worker can run nothing that is a page's own, and the two small pages
 * must not load what only the others need; finer than that, one more file costs an opening page more time than a few unused
 * kilobytes do.
 */
function sharedChunk(module: string, graph: ModuleGraph): SharedChunk {
  const isLoadedBySome = (...entries: string[]) => entries.some((entry) => isLoadedBy(entry, module, graph));
  const isOnSmallPage = isLoadedBySome('/popup/', '/permission/');
  if (isLoadedBySome('/export-reader.worker.ts')) return isOnSmallPage ? 'everywhere' : 'stored-data';
  if (!isOnSmallPage) return 'session';
  return isLoadedBySome('/offscreen/', '/background') ? 'page-and-session' : 'page';
}

/** In the order in which they load each other, because the bundler lets a chunk take what its modules import with it. */
const sharedChunks = ['everywhere', 'stored-data', 'page-and-session', 'page', 'session'] as const;
type SharedChunk = (typeof sharedChunks)[number];

const chunkGroups = sharedChunks.map((name, index) => ({
  name: (module: string, graph: ModuleGraph) => (sharedChunk(module, graph) === name ? name : null),
  debugName: name,
  minShareCount: 2,
  priority: sharedChunks.length - index,
}));

const sharedWorkerQuery = '?shared-worker-url';

/**
 * Builds a worker's file as one more entry beside the pages, so that they share chunks. Vite bundles each worker alone,
 * with a second copy of all that it imports.
 */
function sharedWorkers(): Plugin {
  let isBuild = false;
  return {
    name: 'shared-workers',
    enforce: 'pre',
    configResolved({ command }) {
      isBuild = command === 'build';
    },
    async resolveId(source, importer) {
      if (!source.endsWith(sharedWorkerQuery)) return null;
      const file = await this.resolve(source.slice(0, -sharedWorkerQuery.length), importer);
      return file && file.id + sharedWorkerQuery;
    },
    load(id) {
      if (!id.endsWith(sharedWorkerQuery)) return null;
      const file = id.slice(0, -sharedWorkerQuery.length);
      if (!isBuild) return `export { default } from ${JSON.stringify(`${file}?worker&url`)}`;
      const reference = this.emitFile({ type: 'chunk', id: file, preserveSignature: false });
      return `export default import.meta.ROLLUP_FILE_URL_${reference}`;
    },
  };
}

/** The first Chromium that has all that is used here. */
const oldestChrome = '130';

const shippedPackages = createShippedPackages();

export default defineConfig({
  modules: ['@wxt-dev/module-vue', '@wxt-dev/webextension-polyfill'],
  // Every file imports what it uses, so that readers, lint and dead-code tools see the same.
  imports: false,
  vite: () => ({
    plugins: [sharedWorkers(), shippedPackages.plugin()],
    // The build of Dexie for modern browsers, from which unused parts can be removed.
    resolve: { alias: [{ find: /^dexie$/, replacement: 'dexie/dist/modern/dexie.mjs' }] },
    build: {
      // The oldest browser that takes this extension: nothing is rewritten for older ones.
      target: `chrome${oldestChrome}`,
      // Every browser that takes this extension can preload modules.
      modulePreload: { polyfill: false },
      rolldownOptions: { output: { codeSplitting: { groups: chunkGroups } } },
    },
    // What minifying leaves in a worker's file are notes for the bundler itself.
    worker: {
      plugins: () => [shippedPackages.plugin()],
      rolldownOptions: { output: { comments: false } },
    },
  }),
  vue: {
    vite: {
      features: {
        // Every component is written with the composition API.
        optionsAPI: false,
        componentIdGenerator: (path, _source, _isProduction, hash) => componentId(path, hash),
      },
    },
  },
  hooks: {
    'config:resolved'({ config }) {
      // `imports: false` only removes the types: a file with a parameter named `storage` would still get
      // WXT's own. This option is that of unimport's plugin, to which WXT passes these on.
      Object.assign(config.imports, { autoImport: false });
    },
    'vite:build:extendConfig'(_, { build }) {
      // A name that lists everybody who loads the file, as WXT's do, is longer than some files.
      const output = build?.rolldownOptions?.output;
      if (output && !Array.isArray(output)) output.chunkFileNames = 'chunks/[hash].js';
    },
    async 'build:done'({ config }) {
      const folders = { extension: config.outDir, beside: config.outBaseDir };
      await writeBuildNotes(folders, shippedPackages.list());
    },
    'build:publicAssets'(_, files) {
      files.push({ relativeDest: 'managed-schema.json', contents: JSON.stringify(policySchema()) });
      for (const [index, file] of files.entries()) {
        if (!file.relativeDest.endsWith('messages.json') || !('absoluteSrc' in file)) continue;
        const contents = compactCatalogue(readFileSync(file.absoluteSrc, 'utf8'));
        files[index] = { relativeDest: file.relativeDest, contents };
      }
    },
  },
  manifest: ({ mode }) => ({
    name: '__MSG_extension_name__',
    description: '__MSG_extension_description__',
    default_locale: 'en',
    minimum_chrome_version: oldestChrome,
    // Sessions, figures and recordings are kept, and nothing of a private window may be.
    incognito: 'not_allowed',
    permissions: ['offscreen', 'storage', 'notifications', 'contextMenus', 'power', 'alarms', 'sidePanel'],
    // These are requested for a profile's own origin when it is saved, never at install.
    optional_host_permissions: ['https://*/*', 'http://*/*'],
    commands: {
      'toggle-session': {
        suggested_key: { default: 'Alt+Shift+S' },
        description: '__MSG_command_toggle_session__',
      },
      'toggle-mute': {
        suggested_key: { default: 'Alt+Shift+M' },
        description: '__MSG_command_toggle_mute__',
      },
      'open-panel': {
        suggested_key: { default: 'Alt+Shift+L' },
        description: '__MSG_command_open_panel__',
      },
    },
    storage: { managed_schema: 'managed-schema.json' },
    // A development build has the same id wherever it lies, so that a policy file can name it.
    ...(mode === 'development' ? { key: developmentKey } : {}),
  }),
});
