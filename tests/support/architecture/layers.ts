/** From the top down, as in ARCHITECTURE.md; folders on one line do not import each other. */
const layers = [
  ['entrypoints'],
  ['components'],
  ['utils/session', 'utils/messaging', 'utils/extension', 'utils/history', 'utils/settings', 'utils/texts'],
  ['utils/audio', 'utils/connection', 'utils/signalling'],
  ['utils/domain'],
];

/** A badge's title and a notification are texts; a connection is negotiated by a signalling port. */
const allowedSideways = new Set(['utils/extension -> utils/texts', 'utils/connection -> utils/signalling']);

/** Packages that belong to one kind of folder. */
const homesOfPackages: Record<string, readonly string[]> = {
  vue: ['components', 'entrypoints'],
  dexie: ['utils/history'],
};

const browserFile = 'utils/browser.ts';

/** What is wrong with a file of the product importing another one, with what to do; null when nothing is. */
export function importProblem(from: string, to: string): string | null {
  const says = (problem: string) => `${from} imports ${to}: ${problem}`;
  if (to === browserFile) {
    if (from.startsWith('entrypoints/')) return null;
    return says(
      'only an entrypoint takes the browser, and hands in what others need. Take it as an argument.',
    );
  }
  const [source, target] = [folderOf(from), folderOf(to)];
  if (!source || !target) {
    const stray = source ? to : from;
    return says(
      `${stray} lies in no layer. Move it to a folder of tests/support/architecture/layers.ts or add one there.`,
    );
  }
  if (source === target || allowedSideways.has(`${source} -> ${target}`)) return null;
  const [sourceLine, targetLine] = [lineOf(source), lineOf(target)];
  if (sourceLine < targetLine) return null;
  if (sourceLine > targetLine) {
    return says(`imports point down only. Move what both need below ${source}, or take it as an argument.`);
  }
  return says('folders on one line do not import each other. Let an entrypoint bring the two together.');
}

/** The same for a package. `isTypeOnly` imports load nothing. */
export function packageProblem(from: string, name: string, isTypeOnly: boolean): string | null {
  const says = (problem: string) => `${from} imports ${name}: ${problem}`;
  if (name === 'webextension-polyfill' && !isTypeOnly && from !== browserFile) {
    return says(
      `only ${browserFile} does. Take what you need of the browser as an argument, or import a type.`,
    );
  }
  if (from.startsWith('utils/domain/') && name !== 'valibot') {
    return says(
      'the domain is pure and imports only itself and valibot. Move this to the layer that needs the package.',
    );
  }
  const homes = homesOfPackages[name];
  if (homes && !homes.some((folder) => from.startsWith(`${folder}/`))) {
    return says(`that belongs to ${homes.join(' and ')}.`);
  }
  return null;
}

function lineOf(folder: string): number {
  return layers.findIndex((line) => line.includes(folder));
}

function folderOf(path: string): string | undefined {
  return layers.flat().find((folder) => path.startsWith(`${folder}/`));
}
