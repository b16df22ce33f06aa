import { setTimeout as passed } from 'node:timers/promises';
import type { ExtensionBrowser } from '../../../tests/support/browser/launch-browser.ts';
import { cpuTimes, processTree } from '../../../tests/support/process-tree.ts';

/** Milliseconds after a start, or after the popup was opened or closed, until the load is steady. */
const settleMs = 5000;

/** The CPU time of all processes of each browser over the same interval, in hundredths of one core. */
export async function cpuPercents(browsers: readonly ExtensionBrowser[], seconds: number): Promise<number[]> {
  await passed(settleMs);
  const before = browsers.map(timesOfAll);
  const startedAt = performance.now();
  await passed(seconds * 1000);
  const milliseconds = performance.now() - startedAt;
  return browsers.map((browser, index) => {
    const used = [...timesOfAll(browser)].map(([thread, time]) => time - (before[index]?.get(thread) ?? 0));
    return (100 * used.reduce((sum, nanoseconds) => sum + nanoseconds, 0)) / 1e6 / milliseconds;
  });
}

function timesOfAll({ browser }: ExtensionBrowser): Map<number, number> {
  return new Map(processTree(browser.process()?.pid ?? 0).flatMap((pid) => [...cpuTimes(pid)]));
}
