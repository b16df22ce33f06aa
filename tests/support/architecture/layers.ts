import { profileKinds } from '../../../utils/domain/profiles/profile-kinds.ts';

/** The layers from the top down, as in ARCHITECTURE.md; folders on one line do not import each other. */
const layers = [
  ['entrypoints'],
  ['components'],
  ['utils/host', 'utils/worker', 'utils/messaging', 'utils/history', 'utils/settings', 'utils/texts'],
  ['utils/audio', 'utils/signalling'],
  ['utils/domain'],
  ['utils/async'],
];

/** The folders inside a layer, likewise from the top down; `.` is for files in the layer's folder itself. */
const rooms: Readonly<Record<string, readonly (readonly string[])[]>> = {
  entrypoints: [
    ['background', 'offscreen', 'options', 'permission', 'popup', 'sidepanel', 'captions'],
    ['views'],
  ],
  components: [
    ['app'],
    ['history-list', 'session-details', 'settings', 'panel', 'captions'],
    ['transcript'],
    ['profiles', 'storage', 'popup', 'permission'],
    ['navigation', 'session-actions', 'fields'],
    ['shared'],
    ['.'],
  ],
  'utils/host': [['.'], ['connections', 'microphone', 'network', 'backfill'], ['transcript']],
  'utils/worker': [['session', 'backfill'], ['browser']],
  'utils/history': [
    ['.'],
    ['import'],
    ['export', 'retention', 'log', 'backfill'],
    ['samples', 'catalogue', 'recordings', 'transcript'],
    ['database'],
    ['rows'],
  ],
  'utils/audio': [
    ['puller', 'microphone', 'sound'],
    ['speech', 'recording', 'catch-up'],
  ],
  'utils/signalling': [['.'], [...profileKinds, 'batch'], ['channels', 'offer'], ['port'], ['http', 'sdp']],
  'utils/domain': [
    ['backfill'],
    ['session', 'past'],
    ['log'],
    ['recovery', 'warnings'],
    ['failure', 'samples', 'microphone'],
    ['settings', 'link', 'frames', 'transcript'],
    ['profiles', 'recording', 'numbers', 'names', 'steps'],
    ['bounds'],
  ],
};

/** An exception: a badge's title and a notification are texts. */
const allowedSideways = new Set(['utils/worker -> utils/texts']);

/** Packages that belong to one kind of folder. */
const homesOfPackages: Record<string, readonly string[]> = {
  vue: ['components', 'entrypoints'],
  dexie: ['utils/history'],
};

const browserFile = 'utils/browser.ts';

/** A sentence about what is wrong with a file importing another one, and what to do; null when nothing is. */
export function importProblem(from: string, to: string): string | null {
  const says = (problem: string) => `${from} imports ${to}: ${problem}`;
  if (to === browserFile) {
    if (from.startsWith('entrypoints/')) return null;
    return says(
      'only an entrypoint takes the browser, and hands in what others need. Take it as an argument.',
    );
  }
  const [source, target] = [placeOf(from), placeOf(to)];
  if (!source || !target) {
    const stray = source ? to : from;
    return says(
      `${stray} lies in no layer. Move it to a folder of tests/support/architecture/layers.ts or add one there.`,
    );
  }
  if (source.layer !== target.layer) {
    if (allowedSideways.has(`${source.layer} -> ${target.layer}`)) return null;
    return orderProblem(lineOf(layers, source.layer), lineOf(layers, target.layer), source.layer, says);
  }
  if (source.room === target.room) return null;
  const lines = rooms[source.layer] ?? [];
  return orderProblem(
    lineOf(lines, source.room),
    lineOf(lines, target.room),
    `${source.layer}/${source.room}`,
    says,
  );
}

function orderProblem(
  sourceLine: number,
  targetLine: number,
  source: string,
  says: (problem: string) => string,
): string | null {
  if (sourceLine < targetLine) return null;
  if (sourceLine > targetLine) {
    return says(`imports point down only. Move what both need below ${source}, or take it as an argument.`);
  }
  return says('folders on one line do not import each other. Let a folder above bring the two together.');
}

/**
 * A sentence about what is wrong with a file importing a package, and what to do; null when nothing is.
 * `isTypeOnly` imports load nothing.
 */
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

function lineOf(lines: readonly (readonly string[])[], name: string): number {
  return lines.findIndex((line) => line.includes(name));
}

/** The layer of a file and its folder there; undefined for a file that is in none of the lists. */
function placeOf(path: string): { layer: string; room: string } | undefined {
  const layer = layers.flat().find((folder) => path.startsWith(`${folder}/`));
  if (layer === undefined) return undefined;
  const folders = path
    .slice(layer.length + 1)
    .split('/')
    .slice(0, -1);
  const room = folders.length === 0 ? '.' : folders.join('/');
  const isListed = rooms[layer]?.some((line) => line.includes(room)) ?? room === '.';
  return isListed ? { layer, room } : undefined;
}
