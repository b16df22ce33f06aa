import { followPopup } from '../support/browser/popup-timeline.ts';
import { launchSessionDriver } from '../support/browser/session-driver.ts';
import { waitFor } from '../support/browser/wait-for.ts';
import type { Fault } from '../support/network/faults.ts';
import { launchWithin } from '../support/network/launch-within.ts';
import { createNetwork } from '../support/network/network.ts';
import { startReceiver, type ReceiverKind } from '../support/network/receivers.ts';
import { startSniffer } from '../support/network/sniffer.ts';
import type { Outcome } from './outcome.ts';

/** Packets of 20 ms: how long a session is live before its fault, and after it. */
const steadyPackets = 300;
const healedPackets = 150;

export type Lab = Awaited<ReturnType<typeof createLab>>;

/** The shipped extension in a browser behind a NAT, for one fault after the other. */
export async function createLab() {
  await using stack = new AsyncDisposableStack();
  const network = stack.use(await createNetwork());
  const driver = await launchSessionDriver(
    { grantedOrigins: [`http://${network.serverHost}/*`] },
    (options) => launchWithin(network.browserSide, options),
  );
  stack.defer(driver.close);
  const owned = stack.move();

  return {
    driver,
    network,

    /** One session from Start to Stop, with one fault in the middle. */
    async run(kind: ReceiverKind, fault: Fault): Promise<Outcome> {
      await using receiver = await startReceiver(kind, network);
      await using sniffer = await startSniffer(network.serverSide);
      const audioArrives = (since: number, packets: number, deadlineMs: number) =>
        waitFor(`${String(packets)} packets of audio`, () => sniffer.audioSince(since).length >= packets, {
          deadlineMs,
          everyMs: 200,
        });
      const startedAt = Date.now();
      try {
        await driver.goLive(receiver.profile);
        await audioArrives(Date.now(), steadyPackets, 20_000);
        const popup = await followPopup(driver.popup.page);
        const times = await fault({ network, receiver });
        await driver.popup.waitForPhase('live', { deadlineMs: 60_000 });
        await audioArrives(times.ended, healedPackets, 30_000);
        // Whatever alarm is still to come has had the time for it.
        await audioArrives(Date.now(), healedPackets, 30_000);
        const sightings = await popup.since(times.began);
        const audio = sniffer.audioSince(startedAt);
        await driver.stop();
        const leftBehind = await receiver.leftBehind();
        return { ...times, sightings, audio, events: await driver.events(), leftBehind };
      } finally {
        await driver.reset();
        await network.home.setRules();
      }
    },

    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
