import { expect, it } from 'vitest';
import type { Settings } from '../../utils/domain/settings/settings.ts';
import { withDriver, withServer } from '../support/browser/fixtures.ts';
import { heardAt, loseFor, orderHeard, secondsAt } from '../support/browser/lose-for.ts';
import { jsonOfferProfile } from '../support/browser/profiles.ts';
import { withRelay } from '../support/browser/relay.ts';
import type { SessionDriver } from '../support/browser/session-driver.ts';
import { startAiortc, type AiortcPeer } from '../support/peers/aiortc.ts';
import { codedFile } from '../support/speech.ts';

let driver: SessionDriver;
let server: AiortcPeer;

const relay = withRelay();
withDriver(
  (given) => {
    driver = given;
  },
  { audioFile: await codedFile() },
);
withServer(
  () => startAiortc(),
  (given) => {
    server = given;
  },
);

// An audio worklet plays by the clock of the sound card, and leaves out what a busy machine brings too late.
it('in a browser without a generator of tracks an audio worklet sends what is late, stretched to any receiver', async () => {
  const host = await driver.offscreenPage();
  await host.evaluate(() => Reflect.deleteProperty(globalThis, 'MediaStreamTrackGenerator'));
  const profile = jsonOfferProfile({ url: server.url, ...relay.only() });
  const settings: Partial<Settings> = {
    catchUp: { speedPercent: 125, limitSeconds: null, beyond: 'oldest' },
  };
  await loseFor({ driver, relay, profile, waitingMs: 1500, seconds: secondsAt(server), settings });
  expect(orderHeard(await heardAt(server))).toMatchObject({ missing: [], skips: [] });
  expect(await driver.events('catch-up-ended')).toContainEqual(
    expect.objectContaining({ kind: 'catch-up-began', road: 'stretch', speed: 1.25 }),
  );
});
