import { measureCpu } from './cpu/cpu-ratio.ts';
import { measureHistory } from './history/measure-history.ts';
import { loseNothingBenches } from './lose-nothing/lose-nothing-benches.ts';
import { lossBenches } from './loss/loss-benches.ts';
import type { Bench } from './measurement.ts';
import { defaultMinutes, measureMemory } from './memory/memory-growth.ts';
import { faultBenches } from './network/fault-benches.ts';
import { measureColdPopup } from './popup/popup-cold.ts';
import { measurePopup } from './popup/popup-usable.ts';
import { measureRecordingCpu } from './recording/recording-cpu.ts';
import { measureRecordingSeek } from './recording/recording-seek.ts';
import { measureZip } from './size/zip-size.ts';
import { measureStart } from './start/start-ratio.ts';
import { measureLiveWords } from './words/measure-live-words.ts';
import { measureStoredWords } from './words/measure-stored-words.ts';

const start = { unit: 'x', goal: 0.6, digits: 2, limitSeconds: () => 240 };

const cpu = { unit: 'x', goal: 1.1, digits: 2, limitSeconds: () => 500 };

/** Filling a database with millions of rows takes minutes. */
const history = { digits: 0, unit: 'ms', onlyWhenNamed: true, limitSeconds: () => 1500 };

export const benches: readonly Bench[] = [
  {
    ...start,
    name: 'start.ratio',
    goal: 0.45,
    run: (context) => measureStart({ protocol: 'whip', roundTripMs: 0 }, context),
  },
  {
    ...start,
    name: 'start.ratio-100',
    goal: 0.55,
    run: (context) => measureStart({ protocol: 'whip', roundTripMs: 100 }, context),
  },
  {
    ...start,
    name: 'start.json-ratio',
    run: (context) => measureStart({ protocol: 'json', roundTripMs: 0 }, context),
  },
  {
    ...start,
    name: 'start.json-ratio-100',
    run: (context) => measureStart({ protocol: 'json', roundTripMs: 100 }, context),
  },
  { ...cpu, name: 'cpu.ratio', run: (context) => measureCpu('libwebrtc', context) },
  { ...cpu, name: 'cpu.aiortc-ratio', run: (context) => measureCpu('aiortc', context) },
  {
    name: 'recording.cpu-percent',
    unit: '%',
    goal: 1.5,
    digits: 1,
    limitSeconds: () => 500,
    run: measureRecordingCpu,
  },
  {
    name: 'recording.seek-ms',
    unit: 'ms',
    goal: 100,
    digits: 0,
    limitSeconds: () => 240,
    run: measureRecordingSeek,
  },
  { name: 'size.zip-kb', unit: 'kB', goal: 320, digits: 1, limitSeconds: () => 60, run: measureZip },
  { name: 'popup.usable-ms', unit: 'ms', goal: 100, digits: 0, limitSeconds: () => 120, run: measurePopup },
  {
    name: 'popup.cold-ratio',
    unit: 'x',
    goal: 1.5,
    digits: 2,
    limitSeconds: () => 400,
    run: measureColdPopup,
  },
  {
    name: 'memory.growth-mb',
    unit: 'MB',
    goal: 2,
    digits: 2,
    onlyWhenNamed: true,
    limitSeconds: ({ minutes = defaultMinutes }) => minutes * 60 + 180,
    run: measureMemory,
  },
  {
    name: 'words.paint-ms',
    unit: 'ms',
    goal: 50,
    digits: 0,
    onlyWhenNamed: true,
    limitSeconds: () => 400,
    run: (context) => measureLiveWords('paint-ms', context),
  },
  {
    name: 'words.panel-cpu-percent',
    unit: '%',
    goal: Infinity,
    digits: 1,
    onlyWhenNamed: true,
    limitSeconds: () => 400,
    run: (context) => measureLiveWords('panel-cpu-percent', context),
  },
  {
    ...history,
    name: 'words.search-ms',
    goal: 200,
    run: (context) => measureStoredWords('search-ms', context),
  },
  {
    ...history,
    name: 'words.typing-longest-task-ms',
    goal: 50,
    run: (context) => measureStoredWords('typing-longest-task-ms', context),
  },
  {
    ...history,
    name: 'words.details-ms',
    goal: 500,
    run: (context) => measureStoredWords('details-ms', context),
  },
  {
    ...history,
    name: 'words.panel-mb',
    unit: 'MB',
    goal: 250,
    run: (context) => measureStoredWords('panel-mb', context),
  },
  {
    ...history,
    name: 'words.panel-longest-task-ms',
    goal: 100,
    run: (context) => measureStoredWords('panel-longest-task-ms', context),
  },
  {
    ...history,
    name: 'words.export-longest-task-ms',
    goal: 500,
    run: (context) => measureStoredWords('export-longest-task-ms', context),
  },
  ...faultBenches,
  ...lossBenches,
  ...loseNothingBenches,
  {
    ...history,
    name: 'history.first-paint-ratio',
    unit: 'x',
    digits: 2,
    goal: 1.5,
    run: (context) => measureHistory('first-paint-ratio', context),
  },
  {
    ...history,
    name: 'history.details-ms',
    goal: 500,
    run: (context) => measureHistory('details-ms', context),
  },
  {
    ...history,
    name: 'history.search-ms',
    goal: 100,
    run: (context) => measureHistory('search-ms', context),
  },
  {
    ...history,
    name: 'history.delete-longest-task-ms',
    goal: 50,
    run: (context) => measureHistory('delete-longest-task-ms', context),
  },
];
