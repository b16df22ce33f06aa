import { launchBrowser, type ExtensionBrowser } from '../../../tests/support/browser/launch-browser.ts';
import { openPopup } from '../../../tests/support/browser/popup.ts';
import { chooseProfile, testOrigins, whipProfile } from '../../../tests/support/browser/profiles.ts';
import { recordedFiles } from '../../../tests/support/browser/recordings.ts';
import { waitFor } from '../../../tests/support/browser/wait-for.ts';
import { lastGranule } from '../../../utils/audio/recording/ogg-opus-reader.ts';
import { opusRate } from '../../../utils/audio/recording/ogg-opus-writer.ts';
import { defaultSettings } from '../../../utils/domain/settings/settings.ts';
import { cpuPercents } from '../cpu/cpu-percents.ts';
import { startProduct } from '../cpu/cpu-ratio.ts';
import type { BenchContext, Measurement } from '../measurement.ts';
import { median, spread } from '../median.ts';
import { startWhipPeer } from '../peers/whip-peer.ts';

const runs = 6;
const windowSeconds = 20;

/**
 * CPU time of all processes of a browser in which a session is recorded, less that of another browser in which the same session
 * is not, in hundredths of one core. Both run at once, without a page, and take turns in who records. The details say what an
 * hour of the recording takes on the disk.
 */
export async function measureRecordingCpu({ extensionDir, audioFile }: BenchContext): Promise<Measurement> {
  await using server = await startWhipPeer();
  const options = { extensionDir, audioFile, microphone: 'granted', grantedOrigins: testOrigins } as const;
  await using one = await launchBrowser(options);
  await using other = await launchBrowser(options);

  const pairs: { on: number; off: number }[] = [];
  for (let run = 0; run < runs; run += 1) {
    const [recording, streaming] = run % 2 === 0 ? ([one, other] as const) : ([other, one] as const);
    await start(recording, server.url, 'always');
    await start(streaming, server.url, 'never');
    const [on = 0, off = 0] = await cpuPercents([recording, streaming], windowSeconds);
    pairs.push({ on, off });
    await stop(recording);
    await stop(streaming);
  }
  const more = pairs.map(({ on, off }) => on - off);
  return {
    value: median(more),
    details: [
      `recording: ${spread(
        pairs.map(({ on }) => on),
        '% of one core',
        1,
      )}`,
      `not recording: ${spread(
        pairs.map(({ off }) => off),
        '% of one core',
        1,
      )}`,
      `more, in ${String(runs)} runs of ${String(windowSeconds)} s: ${more.map((each) => each.toFixed(2)).join(' ')}`,
      `on the disk: ${((await bytesAnHour([one, other])) / 1e6).toFixed(1)} MB an hour`,
    ],
  };
}

async function start(browser: ExtensionBrowser, url: string, keep: 'always' | 'never'): Promise<void> {
  const recording = { ...defaultSettings().recording, keep };
  await chooseProfile(browser, whipProfile({ url }), { recording });
  await startProduct(browser);
}

async function stop(browser: ExtensionBrowser): Promise<void> {
  const popup = await openPopup(browser);
  await popup.stop();
  await popup.waitForPhase('idle');
  await popup.close();
  await waitFor('the offscreen document to be gone', () => !browser.hasOffscreenDocument());
}

async function bytesAnHour(browsers: readonly ExtensionBrowser[]): Promise<number> {
  const files = (await Promise.all(browsers.map(recordedFiles))).flat().map(({ bytes }) => bytes);
  const seconds = await Promise.all(
    files.map(async (bytes) => (await lastGranule(new Blob([new Uint8Array(bytes)]))) / opusRate),
  );
  const sum = (figures: readonly number[]) => figures.reduce((all, each) => all + each, 0);
  return (3600 * sum(files.map(({ length }) => length))) / sum(seconds);
}
