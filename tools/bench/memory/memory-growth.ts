import { readFileSync } from 'node:fs';
import { setTimeout as passed } from 'node:timers/promises';
import { launchBrowser } from '../../../tests/support/browser/launch-browser.ts';
import { openPopup } from '../../../tests/support/browser/popup.ts';
import { chooseProfile, testOrigins, whipProfile } from '../../../tests/support/browser/profiles.ts';
import { CannotRun } from '../../../tests/support/cannot-run.ts';
import { commandLine, processTree } from '../../../tests/support/process-tree.ts';
import type { BenchContext, Measurement } from '../measurement.ts';
import { startWhipPeer } from '../peers/whip-peer.ts';

export const defaultMinutes = 30;
/** Minutes to the first look, when everything that a session creates exists; fewer in a shorter try. */
const firstLookMinutes = 5;
/**
 * The number of readings, each after a garbage collection, of which the lowest counts: garbage is no leak.
 */
const readings = 12;
const readingMs = 5000;

/**
 * The memory that the extension's own processes hold after half an hour live, minus that after five minutes.
 */
export async function measureMemory({
  extensionDir,
  audioFile,
  minutes,
}: BenchContext): Promise<Measurement> {
  const lastLookMinutes = minutes ?? defaultMinutes;
  await using server = await startWhipPeer();
  await using browser = await launchBrowser({
    extensionDir,
    audioFile,
    microphone: 'granted',
    grantedOrigins: testOrigins,
  });
  const root = browser.browser.process()?.pid ?? 0;
  await chooseProfile(browser, whipProfile({ url: server.url }));
  const popup = await openPopup(browser);
  await popup.start();
  await popup.waitForPhase('live');
  await popup.close();
  const liveAt = performance.now();

  const host = await browser.offscreenPage();
  const heap = await host.createCDPSession();
  const sessions = [heap, ...host.workers().map(({ client }) => client)];

  async function lowestAt(minute: number): Promise<{ private: number; heap: number }> {
    await passed(Math.max(0, liveAt + minute * 60_000 - performance.now()));
    const seen: { private: number; heap: number }[] = [];
    for (let reading = 0; reading < readings; reading += 1) {
      for (const session of sessions) await session.send('HeapProfiler.collectGarbage');
      await passed(readingMs);
      const { usedSize } = await heap.send('Runtime.getHeapUsage');
      seen.push({ private: extensionMegabytes(root), heap: usedSize / 1e6 });
    }
    return seen.reduce((lowest, one) => (one.private < lowest.private ? one : lowest));
  }

  const first = Math.min(firstLookMinutes, lastLookMinutes / 6);
  const looks = [first, lastLookMinutes / 3, (2 * lastLookMinutes) / 3, lastLookMinutes];
  const found: { minute: number; private: number; heap: number }[] = [];
  for (const minute of looks) found.push({ minute, ...(await lowestAt(minute)) });
  const again = await openPopup(browser);
  await again.waitForPhase('live');
  return {
    value: (found.at(-1)?.private ?? Number.NaN) - (found[0]?.private ?? Number.NaN),
    details: found.map(
      ({ minute, private: megabytes, heap: used }) =>
        `after ${minute.toFixed(1)} min: ${megabytes.toFixed(1)} MB, of which the host's JavaScript uses ${used.toFixed(1)} MB`,
    ),
  };
}

/** Megabytes that the extension's renderers have written to and share with no other process. */
function extensionMegabytes(root: number): number {
  const own = processTree(root).filter((pid) => commandLine(pid).includes('--extension-process'));
  if (own.length === 0) throw new CannotRun('no process of the extension was found');
  return own.reduce((sum, pid) => sum + privateKilobytes(pid), 0) / 1024;
}

/**
 * Private kilobytes of a process. The proportional set size would change when another browser on the machine
 * starts or ends.
 */
function privateKilobytes(pid: number): number {
  try {
    const rollup = readFileSync(`/proc/${String(pid)}/smaps_rollup`, 'utf8');
    return Number(/^Private_Dirty:\s+(\d+) kB$/m.exec(rollup)?.[1] ?? 0);
  } catch (error) {
    throw new CannotRun(`the memory of the extension's process could not be read (${String(error)})`);
  }
}
