import { describe, expect, it } from 'vitest';
import { unprocessed } from '../support/browser/profiles.ts';
import { launchSessionDriver } from '../support/browser/session-driver.ts';
import { waitFor } from '../support/browser/wait-for.ts';
import { heardCodes } from '../support/coded-sound.ts';
import { toRecogniser } from '../support/network/lab.ts';
import { launchWithin } from '../support/network/launch-within.ts';
import { createNetwork, networkHindrance } from '../support/network/network.ts';
import { isWhole } from '../support/network/planned-runs.ts';
import { startReceiver } from '../support/network/receivers.ts';
import { startSniffer } from '../support/network/sniffer.ts';
import { codedFile } from '../support/speech.ts';

const hindrance = await networkHindrance();
/** Packets of 20 ms after which a session has sent all that it held, and more. */
const enoughPackets = 350;

describe.skipIf(hindrance !== null || !isWhole)(
  'each tenth of a second that is said from the click on',
  () => {
    it.each(['aiortc', 'whip'] as const)(
      'arrives once and in order at any distance from the server (%s)',
      { timeout: 240_000 },
      async (kind) => {
        await using network = await createNetwork();
        await using receiver = await startReceiver(kind, network);
        await using sniffer = await startSniffer(network.serverSide);
        const driver = await launchSessionDriver(
          { audioFile: await codedFile(450), grantedOrigins: [`http://${network.serverHost}/*`] },
          (all) => launchWithin(network.browserSide, all),
        );
        try {
          for (const [index, roundTripMs] of [0, 100, 300].entries()) {
            network.home.link?.setDelay(roundTripMs / 2);
            const clickedAt = Date.now();
            await driver.goLive(toRecogniser(receiver.profile), unprocessed);
            const liveMs = Date.now() - clickedAt;
            await waitFor('enough to be heard', () => sniffer.audioSince(clickedAt).length > enoughPackets, {
              deadlineMs: 30_000,
            });
            const lines = (await driver.events('live')).map(({ kind: line }) => line);
            await driver.stop();
            const sounds = await receiver.heard();
            const numbers = sounds.slice(index).flatMap((each) => heardCodes(each).map(({ code }) => code));
            console.log(
              `${kind}, ${String(roundTripMs)} ms: live after ${String(liveMs)} ms, ${numbers.join(' ')}`,
            );
            expect(numbers.length).toBeGreaterThan(30);
            expect(numbers).toEqual(numbers.map((_, place) => place));
            if (roundTripMs <= 100)
              expect(lines.filter((line) => /^(catch-up|backlog)-/.test(line))).toEqual([]);
          }
        } finally {
          await driver.close();
        }
      },
    );
  },
);
