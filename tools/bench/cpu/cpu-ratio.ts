import { setTimeout as passed } from 'node:timers/promises';
import { launchBrowser, type ExtensionBrowser } from '../../../tests/support/browser/launch-browser.ts';
import { openPopup } from '../../../tests/support/browser/popup.ts';
import {
  chooseProfile,
  jsonOfferProfile,
  testOrigins,
  whipProfile,
} from '../../../tests/support/browser/profiles.ts';
import { waitFor } from '../../../tests/support/browser/wait-for.ts';
import { startAiortc } from '../../../tests/support/peers/aiortc.ts';
import { barePageArgs, openBarePage } from '../bare-page/bare-page.ts';
import type { BenchContext, Measurement } from '../measurement.ts';
import { median, spread } from '../median.ts';
import { startWhipPeer } from '../peers/whip-peer.ts';
import { cpuTimes, processTree } from '../../../tests/support/process-tree.ts';

/**
 * The kind of far side, which decides what hearing it costs: libwebrtc gives transport feedback, aiortc has
 * to be asked.
 */
type FarSide = 'libwebrtc' | 'aiortc';

const runs = 6;
/** Seconds for which the processes are watched in each run. */
const windowSeconds = { popupClosed: 20, popupOpen: 6 };
/** Milliseconds after a start, or after the popup was opened or closed, until the load is steady. */
const settleMs = 5000;

/**
 * CPU time of all processes of a browser in which the extension is live and no page of it is open, divided by
 * that of another browser in which the bare page streams the same sound to the same server at the same time.
 * Both run at once, because the same work was seen to cost up to half as much again from one minute to the
 * next, and they take turns in order. The details give the ratio with the popup open too.
 */
export async function measureCpu(
  farSide: FarSide,
  { extensionDir, audioFile }: BenchContext,
): Promise<Measurement> {
  await using server = await startFarSide(farSide);
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
  for (const browser of [one, other]) await chooseProfile(browser, server.profile);

  const closed: Pair[] = [];
  const open: Pair[] = [];
  for (let run = 0; run < runs; run += 1) {
    const [withProduct, withBarePage] = run % 2 === 0 ? ([one, other] as const) : ([other, one] as const);
    await using barePage = await openBarePage(withBarePage.browser, server.barePage);
    await startProduct(withProduct);
    await barePage.page.locator(barePage.button).click();
    await barePage.connected();
    closed.push(await cpuPercents(withProduct, withBarePage, windowSeconds.popupClosed));
    const popup = await openPopup(withProduct);
    await popup.waitForPhase('live');
    open.push(await cpuPercents(withProduct, withBarePage, windowSeconds.popupOpen));
    await popup.stop();
    await popup.waitForPhase('idle');
    await popup.close();
    await waitFor('the offscreen document to be gone', () => !withProduct.hasOffscreenDocument());
  }
  return {
    value: median(closed.map(ratioOf)),
    details: [
      ...described(closed, windowSeconds.popupClosed),
      ...described(open, windowSeconds.popupOpen).map((line) => `with the popup open, ${line}`),
    ],
  };
}

/** The CPU time of both browsers over the same interval, in hundredths of one core. */
interface Pair {
  product: number;
  bare: number;
}

const ratioOf = ({ product, bare }: Pair) => product / bare;

function described(pairs: readonly Pair[], seconds: number): string[] {
  const ratios = pairs.map(ratioOf);
  const used = (by: keyof Pair) => {
    const percents = pairs.map((pair) => pair[by]);
    return spread(percents, '% of one core', 1);
  };
  return [
    `SteadyMic: ${used('product')}`,
    `bare page: ${used('bare')}`,
    `ratios of ${String(pairs.length)} runs of ${String(seconds)} s: ${ratios.map((ratio) => ratio.toFixed(2)).join(' ')}, median ${median(ratios).toFixed(2)}`,
  ];
}

async function startFarSide(farSide: FarSide) {
  if (farSide === 'libwebrtc') {
    const peer = await startWhipPeer();
    const { url } = peer;
    return {
      profile: whipProfile({ url }),
      barePage: { protocol: 'whip', url, origin: 'http://localhost' } as const,
      [Symbol.asyncDispose]: () => peer[Symbol.asyncDispose](),
    };
  }
  const { url, origin, stop } = await startAiortc();
  return {
    profile: jsonOfferProfile({ url }),
    barePage: { protocol: 'json', url, origin } as const,
    [Symbol.asyncDispose]: stop,
  };
}

async function startProduct(browser: ExtensionBrowser): Promise<void> {
  const popup = await openPopup(browser);
  await popup.waitForPhase('idle');
  await popup.start();
  await popup.waitForPhase('live');
  await popup.close();
}

async function cpuPercents(
  product: ExtensionBrowser,
  bare: ExtensionBrowser,
  seconds: number,
): Promise<Pair> {
  await passed(settleMs);
  const before = { product: timesOfAll(product), bare: timesOfAll(bare) };
  const startedAt = performance.now();
  await passed(seconds * 1000);
  const milliseconds = performance.now() - startedAt;
  const percent = (after: Map<number, number>, earlier: Map<number, number>) => {
    const used = [...after].map(([thread, time]) => time - (earlier.get(thread) ?? 0));
    return (100 * used.reduce((sum, nanoseconds) => sum + nanoseconds, 0)) / 1e6 / milliseconds;
  };
  return {
    product: percent(timesOfAll(product), before.product),
    bare: percent(timesOfAll(bare), before.bare),
  };
}

function timesOfAll({ browser }: ExtensionBrowser): Map<number, number> {
  return new Map(processTree(browser.process()?.pid ?? 0).flatMap((pid) => [...cpuTimes(pid)]));
}
