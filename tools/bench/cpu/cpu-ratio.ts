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
import { defaultSettings } from '../../../utils/domain/settings/settings.ts';
import { barePageArgs, openBarePage } from '../bare-page/bare-page.ts';
import type { BenchContext, Measurement } from '../measurement.ts';
import { median, spread } from '../median.ts';
import { startWhipPeer } from '../peers/whip-peer.ts';
import { cpuPercents } from './cpu-percents.ts';

/**
 * The kind of far side, which decides what hearing it costs: libwebrtc gives transport feedback, aiortc has
 * to be asked.
 */
type FarSide = 'libwebrtc' | 'aiortc';

const runs = 6;
/** Seconds for which the processes are watched in each run. */
const windowSeconds = { popupClosed: 20, popupOpen: 6 };

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
  // The bare page keeps nothing either; what a recording costs is a figure of its own.
  const recording = { ...defaultSettings().recording, keep: 'never' } as const;
  for (const browser of [one, other]) await chooseProfile(browser, server.profile, { recording });

  const closed: Pair[] = [];
  const open: Pair[] = [];
  for (let run = 0; run < runs; run += 1) {
    const [withProduct, withBarePage] = run % 2 === 0 ? ([one, other] as const) : ([other, one] as const);
    await using barePage = await openBarePage(withBarePage.browser, server.barePage);
    await startProduct(withProduct);
    await barePage.page.locator(barePage.button).click();
    await barePage.connected();
    closed.push(await pairOf(withProduct, withBarePage, windowSeconds.popupClosed));
    const popup = await openPopup(withProduct);
    await popup.waitForPhase('live');
    open.push(await pairOf(withProduct, withBarePage, windowSeconds.popupOpen));
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

async function pairOf(product: ExtensionBrowser, bare: ExtensionBrowser, seconds: number): Promise<Pair> {
  const [withProduct = 0, withBarePage = 0] = await cpuPercents([product, bare], seconds);
  return { product: withProduct, bare: withBarePage };
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

export async function startProduct(browser: ExtensionBrowser): Promise<void> {
  const popup = await openPopup(browser);
  await popup.waitForPhase('idle');
  await popup.start();
  await popup.waitForPhase('live');
  await popup.close();
}
