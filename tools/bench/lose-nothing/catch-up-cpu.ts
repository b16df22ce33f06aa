import { codedFile } from '../../../tests/support/speech.ts';
import { unprocessed } from '../../../tests/support/browser/profiles.ts';
import { launchSessionDriver } from '../../../tests/support/browser/session-driver.ts';
import { waitFor } from '../../../tests/support/browser/wait-for.ts';
import { launchWithin } from '../../../tests/support/network/launch-within.ts';
import { createNetwork } from '../../../tests/support/network/network.ts';
import { startReceiver } from '../../../tests/support/network/receivers.ts';
import { toRecogniser } from '../../../tests/support/network/lab.ts';
import { cpuPercents } from '../cpu/cpu-percents.ts';
import type { BenchContext, Measurement } from '../measurement.ts';

const windowSeconds = 12;
/** Seconds of sound that wait when the network is back: at 1.25 times the speed they take four times as long to be sent. */
const waitingSeconds = 8;

/**
 * CPU time of all processes of a browser while its session catches up by stretching, less that of the same session before, in
 * hundredths of one core. The popup is closed.
 */
export async function measureCatchUpCpu({ extensionDir }: BenchContext): Promise<Measurement> {
  await using network = await createNetwork();
  await using receiver = await startReceiver('whip-restart', network);
  const driver = await launchSessionDriver(
    { extensionDir, audioFile: await codedFile(), grantedOrigins: [`http://${network.serverHost}/*`] },
    (all) => launchWithin(network.browserSide, all),
  );
  try {
    const catchUp = { speedPercent: 125, limitSeconds: null, beyond: 'oldest' } as const;
    await driver.goLive(toRecogniser(receiver.profile), { ...unprocessed, catchUp });
    await driver.popup.close();
    const [live = 0] = await cpuPercents([driver], windowSeconds);
    await network.home.setRules('drop');
    const waiting = async () => ((await driver.behind())?.behindMs ?? 0) > waitingSeconds * 1000;
    await waitFor('some seconds to wait', waiting);
    await network.home.setRules();
    await waitFor('a catch-up', async () => (await driver.behind())?.state === 'catching-up');
    const [catchingUp = 0] = await cpuPercents([driver], windowSeconds);
    const state = (await driver.behind())?.state;
    return {
      value: catchingUp - live,
      details: [
        `live: ${live.toFixed(1)} % of one core; catching up: ${catchingUp.toFixed(1)} %, and ${state ?? 'level'} after ${String(windowSeconds)} s`,
      ],
    };
  } finally {
    await driver.close();
  }
}
