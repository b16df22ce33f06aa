import { setTimeout as passed } from 'node:timers/promises';
import type { Page } from 'puppeteer-core';
import type { ExtensionBrowser } from '../../../tests/support/browser/launch-browser.ts';
import { openPopup } from '../../../tests/support/browser/popup.ts';
import { chooseProfile, jsonOfferProfile, whipProfile } from '../../../tests/support/browser/profiles.ts';
import { waitFor } from '../../../tests/support/browser/wait-for.ts';
import { startAiortc } from '../../../tests/support/peers/aiortc.ts';
import { barePageArgs, openBarePage } from '../bare-page/bare-page.ts';
import { launchWithin } from '../../../tests/support/network/launch-within.ts';
import type { BenchContext, Measurement } from '../measurement.ts';
import { median, spread } from '../median.ts';
import { createNetwork, type Network } from '../../../tests/support/network/network.ts';
import { startSniffer, type WireFact } from '../../../tests/support/network/sniffer.ts';
import { startWhipPeer } from '../peers/whip-peer.ts';
import { clickAt } from './click-at.ts';

export interface StartOptions {
  protocol: 'whip' | 'json';
  /** Round-trip time between the browser's router and the server, in milliseconds. */
  roundTripMs: number;
}

/** Milliseconds from the click on Start until the first packet of each kind arrived at the far end; of audio, the first with sound. */
type Arrivals = Record<WireFact['kind'] & ('stun' | 'dtls' | 'audio'), number>;

/**
 * The least length of a packet with sound in it, in bytes: 20 ms of generated silence are some 40 with all headers, and of speech
 * twice as many.
 */
const soundBytes = 60;

const pairs = 9;
/** Milliseconds for which a page has been open when it is clicked. */
const openForMs = 1500;

/**
 * The time from the click on Start in the popup to the first sound at the far end, divided by that of a click on the bare page:
 * what a session for a recogniser sends before it, while it holds what was said, is silence. The first pair is not counted: in it the product learns facts about the server.
 */
export async function measureStart(
  { protocol, roundTripMs }: StartOptions,
  { extensionDir, audioFile }: BenchContext,
): Promise<Measurement> {
  await using network = await createNetwork({ isDirect: roundTripMs === 0 });
  network.home.link?.setDelay(roundTripMs / 2);
  await using server = await startServer(protocol, network);
  await using sniffer = await startSniffer(network.serverSide);
  const { origin } = new URL(server.url);
  await using browser = await launchWithin(network.browserSide, {
    extensionDir,
    audioFile,
    microphone: 'granted',
    grantedOrigins: [`http://${network.serverHost}/*`],
    extraArgs: [...barePageArgs, `--unsafely-treat-insecure-origin-as-secure=${origin}`],
  });
  const profile = protocol === 'whip' ? whipProfile : jsonOfferProfile;
  await chooseProfile(browser, profile({ url: server.url }));
  // The bare page's origin differs from a WHIP server's, as is usual; aiortc's examples come with a page of
  // their own.
  const barePage = { protocol, url: server.url, origin: protocol === 'whip' ? 'http://localhost' : origin };

  async function arrivalsAfterClick(page: Page, selector: string): Promise<Arrivals> {
    await passed(openForMs);
    const clickedAt = await clickAt(page, selector);
    const first = (kind: WireFact['kind']) =>
      sniffer
        .factsSince(clickedAt)
        .find((fact) => fact.kind === kind && (kind !== 'audio' || fact.bytes >= soundBytes));
    const { at } = await waitFor('the first sound', () => first('audio'), { deadlineMs: 20_000 });
    const after = (kind: WireFact['kind']) => (first(kind)?.at ?? Number.NaN) - clickedAt;
    return { stun: after('stun'), dtls: after('dtls'), audio: at - clickedAt };
  }

  async function startBarePage(): Promise<Arrivals> {
    await using opened = await openBarePage(browser.browser, barePage);
    return await arrivalsAfterClick(opened.page, opened.button);
  }

  const product: Arrivals[] = [];
  const bare: Arrivals[] = [];
  for (let pair = 0; pair <= pairs; pair += 1) {
    const rounds = [
      async () => product.push(await startProduct(browser, arrivalsAfterClick)),
      async () => bare.push(await startBarePage()),
    ];
    // The order alternates, because the second may find the machine warmer.
    for (const round of pair % 2 === 0 ? rounds : rounds.toReversed()) await round();
  }
  return compared(product.slice(1), bare.slice(1));
}

async function startServer(
  protocol: StartOptions['protocol'],
  { serverHost: host, serverSide: within }: Network,
) {
  if (protocol === 'whip') return startWhipPeer({ host, within });
  const { url, stop } = await startAiortc({ host, within });
  return { url, [Symbol.asyncDispose]: stop };
}

async function startProduct(
  browser: ExtensionBrowser,
  arrivalsAfterClick: (page: Page, selector: string) => Promise<Arrivals>,
): Promise<Arrivals> {
  const popup = await openPopup(browser);
  await popup.waitForPhase('idle');
  const arrivals = await arrivalsAfterClick(popup.page, '::-p-aria(Start[role="button"])');
  await popup.waitForPhase('live');
  await popup.stop();
  await popup.waitForPhase('idle');
  await popup.close();
  await waitFor('the offscreen document to be gone', () => !browser.hasOffscreenDocument());
  return arrivals;
}

function compared(product: readonly Arrivals[], bare: readonly Arrivals[]): Measurement {
  const ratios = product.map(({ audio }, index) => audio / (bare[index]?.audio ?? Number.NaN));
  const line = (name: string, starts: readonly Arrivals[]) => {
    const middle = (kind: keyof Arrivals) => median(starts.map((start) => start[kind])).toFixed(0);
    const audio = spread(
      starts.map((start) => start.audio),
      'ms',
    );
    return `${name}: first STUN at the server ${middle('stun')} ms, DTLS ${middle('dtls')} ms, audio ${audio}`;
  };
  return {
    value: median(ratios),
    details: [
      line('SteadyMic', product),
      line('bare page', bare),
      `ratios of ${String(ratios.length)} pairs: ${ratios.map((ratio) => ratio.toFixed(2)).join(' ')}`,
    ],
  };
}
