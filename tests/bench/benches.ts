import { measureCpu } from './cpu/cpu-ratio.ts';
import type { Bench } from './measurement.ts';
import { defaultMinutes, measureMemory } from './memory/memory-growth.ts';
import { faultBenches } from './network/fault-benches.ts';
import { measurePopup } from './popup/popup-usable.ts';
import { measureZip } from './size/zip-size.ts';
import { measureStart } from './start/start-ratio.ts';

const start = { unit: 'x', goal: 0.6, digits: 2, limitSeconds: () => 240 };

export const benches: readonly Bench[] = [
  {
    ...start,
    name: 'start.ratio',
    run: (context) => measureStart({ protocol: 'whip', roundTripMs: 0 }, context),
  },
  {
    ...start,
    name: 'start.ratio-100',
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
  { name: 'cpu.ratio', unit: 'x', goal: 1.1, digits: 2, limitSeconds: () => 400, run: measureCpu },
  { name: 'size.zip-kb', unit: 'kB', goal: 250, digits: 1, limitSeconds: () => 60, run: measureZip },
  { name: 'popup.usable-ms', unit: 'ms', goal: 100, digits: 0, limitSeconds: () => 120, run: measurePopup },
  {
    name: 'memory.growth-mb',
    unit: 'MB',
    goal: 2,
    digits: 2,
    onlyWhenNamed: true,
    limitSeconds: ({ minutes = defaultMinutes }) => minutes * 60 + 180,
    run: measureMemory,
  },
  ...faultBenches,
];
