import { describe, expect, it } from 'vitest';
import { defaultSettings } from '../../utils/domain/settings/settings.ts';
import { withDriver, withServer } from '../support/browser/fixtures.ts';
import { jsonOfferProfile, whipProfile } from '../support/browser/profiles.ts';
import type { SessionDriver } from '../support/browser/session-driver.ts';
import { waitFor } from '../support/browser/wait-for.ts';
import { heardCodes } from '../support/coded-sound.ts';
import { startAiortc, type AiortcPeer } from '../support/peers/aiortc.ts';
import { startWhipServer, type WhipServer } from '../support/peers/whip-server.ts';
import { codedFile } from '../support/speech.ts';
import type { Wav } from '../support/wav.ts';

const patience = { deadlineMs: 30_000 };
/** How much is heard before it is looked at: more than is said until the slowest server has answered. */
const heardSeconds = 4.5;
let driver: SessionDriver;

/** The browser's processing would take tones for noise. */
const microphone = {
  ...defaultSettings().microphone,
  echoCancellation: false,
  noiseSuppression: false,
  autoGainControl: false,
};

/** The microphone says the first number once it is surely open, also on a busy machine, and long before a server that is slow answers. */
withDriver(
  (given) => {
    driver = given;
  },
  { audioFile: await codedFile(600) },
);

function numbersOf(sound: Wav): number[] {
  return heardCodes(sound).map(({ code }) => code);
}

/** From the first number on each one, in its order. */
function expectAllFromTheFirst(numbers: readonly number[]): void {
  expect(numbers.length).toBeGreaterThan(30);
  expect(numbers).toEqual(numbers.map((_, index) => index));
}

async function heldFor(ms: number): Promise<void> {
  await waitFor('the words for it', async () =>
    (await driver.popup.text()).includes('Speak: what you say is kept until you are connected.'),
  );
  const from = Date.now();
  await waitFor(`${String(ms)} ms of speech`, () => Date.now() - from >= ms, patience);
}

const kinds = async () => (await driver.events('live')).map(({ kind }) => kind);

describe('what is said from the click on is sent first, each number once and in order', () => {
  describe('to a receiver that hands on what it gets as it comes (aiortc)', () => {
    let server: AiortcPeer;
    withServer(
      () => startAiortc(),
      (given) => {
        server = given;
      },
    );

    const seconds = async () => (await server.status()).connections[0]?.recordedSeconds ?? 0;

    it('that answers at once, and no line of the log tells of it', async () => {
      await driver.goLive(jsonOfferProfile({ url: server.url }), { microphone });
      await waitFor('enough to be heard', async () => (await seconds()) > heardSeconds, patience);
      expectAllFromTheFirst(numbersOf(await server.recording()));
      expect((await kinds()).filter((kind) => /^(catch-up|backlog)-/.test(kind))).toEqual([]);
    });

    it('that answers after three seconds, and the log tells of it', async () => {
      server.freeze();
      await driver.start(jsonOfferProfile({ url: server.url }), { microphone });
      await heldFor(3000);
      server.thaw();
      await driver.events('catch-up-ended');
      await waitFor('enough to be heard', async () => (await seconds()) > heardSeconds, patience);
      expectAllFromTheFirst(numbersOf(await server.recording()));
      expect(await driver.events('live')).toContainEqual(
        expect.objectContaining({ kind: 'catch-up-began', road: 'burst', againMs: 0 }),
      );
    });
  });

  describe('to a receiver with a jitter buffer (libwebrtc)', () => {
    let server: WhipServer;
    withServer(
      () => startWhipServer(),
      (given) => {
        server = given;
      },
    );

    it('that answers after three seconds', async () => {
      const answered = Promise.withResolvers<void>();
      server.options.answerAfter = answered.promise;
      await driver.start(whipProfile({ url: server.url, destination: 'recogniser' }), {
        microphone,
        catchUp: { speedPercent: 150, limitSeconds: null, beyond: 'oldest' },
      });
      await heldFor(3000);
      answered.resolve();
      await driver.events('catch-up-ended');
      const session = () => server.sessions.at(-1);
      await waitFor(
        'enough to be heard',
        async () => ((await session()?.stats())?.recordedSeconds ?? 0) > heardSeconds,
        patience,
      );
      const sound = await session()?.recording();
      expectAllFromTheFirst(sound ? numbersOf(sound) : []);
    });
  });
});
