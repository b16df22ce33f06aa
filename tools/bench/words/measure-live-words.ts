import { setTimeout as passed } from 'node:timers/promises';
import type { Page } from 'puppeteer-core';
import { launchBrowser, type ExtensionBrowser } from '../../../tests/support/browser/launch-browser.ts';
import { openPopup } from '../../../tests/support/browser/popup.ts';
import { chooseProfile, jsonOfferProfile, testOrigins } from '../../../tests/support/browser/profiles.ts';
import { waitFor } from '../../../tests/support/browser/wait-for.ts';
import { startAiortc, type AiortcPeer } from '../../../tests/support/peers/aiortc.ts';
import { cpuPercents } from '../cpu/cpu-percents.ts';
import type { BenchContext, Measurement } from '../measurement.ts';
import { median, spread } from '../median.ts';

export type LiveWordsFigure = 'paint-ms' | 'panel-cpu-percent';

const texts = 60;
/** Milliseconds between two texts: five a second. */
const betweenMs = 200;
const cpuSeconds = 15;
const cpuRuns = 3;

let measured: Promise<Record<LiveWordsFigure, Measurement>> | null = null;

/** Measures what text that comes over a running session costs; both figures in one session. */
export async function measureLiveWords(figure: LiveWordsFigure, context: BenchContext): Promise<Measurement> {
  measured ??= measureAll(context);
  return (await measured)[figure];
}

async function measureAll({
  extensionDir,
  audioFile,
}: BenchContext): Promise<Record<LiveWordsFigure, Measurement>> {
  const server = await startAiortc();
  try {
    const options = { extensionDir, audioFile, microphone: 'granted', grantedOrigins: testOrigins } as const;
    await using browser = await launchBrowser(options);
    const popup = await openPopup(browser);
    await chooseProfile(browser, jsonOfferProfile({ url: server.url }));
    await popup.start();
    await popup.waitForPhase('live');
    await waitFor('the channel', async () =>
      (await server.status()).connections[0]?.channels.includes('text'),
    );
    await popup.page.close();
    const painted = await paintTimes(browser, server);
    const cpu = await panelCpu(browser, server);
    return { 'paint-ms': painted, 'panel-cpu-percent': cpu };
  } finally {
    await server.stop();
  }
}

const say = (server: AiortcPeer, id: string, text: string) =>
  server.send(JSON.stringify({ type: 'transcript', id, text }));

/**
 * Milliseconds from when a text is handed to the server's process until the panel has painted it; the way through that process and
 * over the data channel counts in. The goal is for 95 of 100.
 */
async function paintTimes(browser: ExtensionBrowser, server: AiortcPeer): Promise<Measurement> {
  const panel = await browser.openPage('sidepanel.html');
  await panel.bringToFront();
  await panel.evaluate(watchPaints);
  const found: number[] = [];
  for (let count = 0; count < texts; count += 1) {
    const text = `painted-${String(count)}`;
    const from = Date.now();
    await say(server, text, text);
    const at = await waitFor(`“${text}” in the panel`, () => paintOf(panel, text));
    found.push(at - from);
    await passed(betweenMs);
  }
  await panel.close();
  const sorted = found.toSorted((one, other) => one - other);
  return {
    value: sorted[Math.ceil(0.95 * sorted.length) - 1] ?? Infinity,
    details: [`${String(texts)} texts: ${spread(found, 'ms')}`],
  };
}

/** Notes when each text was painted, in epoch milliseconds. Runs in the page, and uses nothing from outside. */
function watchPaints(): void {
  const painted: Record<string, number> = {};
  Object.assign(globalThis, { painted });
  const look = () => {
    for (const [text = ''] of document.body.innerText.matchAll(/painted-\d+/g)) {
      if (text in painted) continue;
      painted[text] = Infinity;
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => (painted[text] = Date.now());
        port2.postMessage(null);
      });
    }
  };
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true });
}

const paintOf = (page: Page, text: string) =>
  page.evaluate((said) => {
    const at = (globalThis as unknown as { painted: Record<string, number> }).painted[said];
    return at !== undefined && Number.isFinite(at) ? at : undefined;
  }, text);

/**
 * CPU time of all processes of the browser with the panel open, less that without it, while five texts a second come, in hundredths
 * of one core.
 */
async function panelCpu(browser: ExtensionBrowser, server: AiortcPeer): Promise<Measurement> {
  const ending = new AbortController();
  const talking = talk(server, ending.signal);
  const pairs: { open: number; closed: number }[] = [];
  for (let run = 0; run < cpuRuns; run += 1) {
    const panel = await browser.openPage('sidepanel.html');
    await panel.bringToFront();
    const [open = 0] = await cpuPercents([browser], cpuSeconds);
    await panel.close();
    const [closed = 0] = await cpuPercents([browser], cpuSeconds);
    pairs.push({ open, closed });
  }
  ending.abort();
  await talking;
  const words = (figures: number[]) => spread(figures, '% of one core', 1);
  return {
    value: median(pairs.map(({ open, closed }) => open - closed)),
    details: [
      `with the panel: ${words(pairs.map(({ open }) => open))}`,
      `without: ${words(pairs.map(({ closed }) => closed))}`,
    ],
  };
}

async function talk(server: AiortcPeer, signal: AbortSignal): Promise<void> {
  for (let count = 0; !signal.aborted; count += 1) {
    await say(server, `talk-${String(count)}`, `These are the words of the text number ${String(count)}.`);
    await passed(betweenMs);
  }
}
