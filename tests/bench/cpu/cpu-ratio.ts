import { setTimeout as passed } from 'node:timers/promises';
import { launchBrowser, type ExtensionBrowser } from '../../support/browser/launch-browser.ts';
import { openPopup } from '../../support/browser/popup.ts';
import { chooseProfile, testOrigins, whipProfile } from '../../support/browser/profiles.ts';
import { waitFor } from '../../support/browser/wait-for.ts';
import { barePageArgs, openBarePage } from '../bare-page/bare-page.ts';
import type { BenchContext, Measurement } from '../measurement.ts';
import { median, spread } from '../median.ts';
import { startWhipPeer } from '../peers/whip-peer.ts';
import { cpuTimes, processTree } from '../../support/process-tree.ts';

const runs = 6;
const windowSeconds = 20;
/** After a start, or after the popup was closed, until things are as they stay. */
const settleMs = 5000;

/**
 * CPU time of all processes of a browser in which the extension is live and no page of it is open, in relation to that of
 * another browser, at the same time, in which the bare page streams the same sound to the same server. At the same time,
 * because the same work was seen to cost up to half as much again from one minute to the next; and the browsers take turns.
 */
export async function measureCpu({ extensionDir, audioFile }: BenchContext): Promise<Measurement> {
  await using server = await startWhipPeer();
  const launch = () =>
    launchBrowser({
      extensionDir,
      audioFile,
      microphone: 'granted',
      grantedOrigins: testOrigins,
      extraArgs: barePageArgs,
    });
  await using one = await launch();
  await using other = await launch();
  for (const browser of [one, other]) await chooseProfile(browser, whipProfile({ url: server.url }));

  const products: number[] = [];
  const bares: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const [withProduct, withBarePage] = run % 2 === 0 ? ([one, other] as const) : ([other, one] as const);
    await using barePage = await openBarePage(withBarePage.browser, {
      protocol: 'whip',
      url: server.url,
      origin: 'http://localhost',
    });
    await startProduct(withProduct);
    await barePage.page.locator(barePage.button).click();
    await barePage.connected();
    const [product = 0, bare = 0] = await cpuPercents([withProduct, withBarePage]);
    products.push(product);
    bares.push(bare);
    await stopProduct(withProduct);
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

async function startProduct(browser: ExtensionBrowser): Promise<void> {
  const popup = await openPopup(browser);
  await popup.waitForPhase('idle');
  await popup.start();
  await popup.waitForPhase('live');
  await popup.close();
}

async function stopProduct(browser: ExtensionBrowser): Promise<void> {
  const popup = await openPopup(browser);
  await popup.waitForPhase('live');
  await popup.stop();
  await popup.waitForPhase('idle');
  await popup.close();
  await waitFor('the offscreen document to be gone', () => !browser.hasOffscreenDocument());
}

/** What all processes of each browser use over the window, in hundredths of one core. */
async function cpuPercents(browsers: readonly ExtensionBrowser[]): Promise<number[]> {
  await passed(settleMs);
  const before = browsers.map(timesOfAll);
  const startedAt = performance.now();
  await passed(windowSeconds * 1000);
  const milliseconds = performance.now() - startedAt;
  return browsers.map((browser, index) => {
    const used = [...timesOfAll(browser)].map(([thread, time]) => time - (before[index]?.get(thread) ?? 0));
    return (100 * used.reduce((sum, nanoseconds) => sum + nanoseconds, 0)) / 1e6 / milliseconds;
  });
}

function timesOfAll({ browser }: ExtensionBrowser): Map<number, number> {
  return new Map(processTree(browser.process()?.pid ?? 0).flatMap((pid) => [...cpuTimes(pid)]));
}
