import { setTimeout as passed } from 'node:timers/promises';
import { launchBrowser } from '../../support/browser/launch-browser.ts';
import { openPopup } from '../../support/browser/popup.ts';
import { chooseProfile, testOrigins, whipProfile } from '../../support/browser/profiles.ts';
import { waitFor } from '../../support/browser/wait-for.ts';
import { barePageArgs, openBarePage } from '../bare-page/bare-page.ts';
import type { BenchContext, Measurement } from '../measurement.ts';
import { median, spread } from '../median.ts';
import { startWhipPeer } from '../peers/whip-peer.ts';
import { cpuTimes, processTree } from './process-tree.ts';

const runs = 6;
const windowSeconds = 15;
/** After a start, or after the popup was closed, until things are as they stay. */
const settleMs = 3000;

/**
 * CPU time of all processes of one browser while the extension is live and no page of it is open, in relation to the
 * same while the bare page streams the same sound to the same server, in turns.
 */
export async function measureCpu({ extensionDir, audioFile }: BenchContext): Promise<Measurement> {
  await using server = await startWhipPeer();
  await using browser = await launchBrowser({
    extensionDir,
    audioFile,
    microphone: 'granted',
    grantedOrigins: testOrigins,
    extraArgs: barePageArgs,
  });
  const root = browser.browser.process()?.pid ?? 0;
  await chooseProfile(browser, whipProfile({ url: server.url }));

  async function product(): Promise<number> {
    const popup = await openPopup(browser);
    await popup.start();
    await popup.waitForPhase('live');
    await popup.close();
    const percent = await cpuPercent(root);
    const again = await openPopup(browser);
    await again.waitForPhase('live');
    await again.stop();
    await again.waitForPhase('idle');
    await again.close();
    await waitFor('the offscreen document to be gone', () => !browser.hasOffscreenDocument());
    return percent;
  }

  async function bare(): Promise<number> {
    const options = { protocol: 'whip', url: server.url, origin: 'http://localhost' } as const;
    await using opened = await openBarePage(browser.browser, options);
    await opened.page.locator(opened.button).click();
    await opened.connected();
    return await cpuPercent(root);
  }

  const products: number[] = [];
  const bares: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const rounds = [async () => products.push(await product()), async () => bares.push(await bare())];
    for (const round of run % 2 === 0 ? rounds : rounds.toReversed()) await round();
  }
  const ratios = products.map((percent, index) => percent / (bares[index] ?? Number.NaN));
  return {
    value: median(ratios),
    details: [
      `SteadyMic: ${spread(products, '% of one core', 1)}`,
      `bare page: ${spread(bares, '% of one core', 1)}`,
      `ratios of ${String(runs)} runs of ${String(windowSeconds)} s: ${ratios.map((ratio) => ratio.toFixed(2)).join(' ')}`,
    ],
  };
}

/** What a process and its descendants use over the window, in hundredths of one core. */
async function cpuPercent(root: number): Promise<number> {
  await passed(settleMs);
  const before = timesOfAll(root);
  const startedAt = performance.now();
  await passed(windowSeconds * 1000);
  const milliseconds = performance.now() - startedAt;
  const used = [...timesOfAll(root)].reduce(
    (sum, [thread, time]) => sum + time - (before.get(thread) ?? 0),
    0,
  );
  return (100 * used) / 1e6 / milliseconds;
}

function timesOfAll(root: number): Map<number, number> {
  return new Map(processTree(root).flatMap((pid) => [...cpuTimes(pid)]));
}
