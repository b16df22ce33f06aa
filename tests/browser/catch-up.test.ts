import { describe, expect, it } from 'vitest';
import type { Settings } from '../../utils/domain/settings/settings.ts';
import type { Profile } from '../../utils/domain/profiles/profile.ts';
import { withDriver, withServer } from '../support/browser/fixtures.ts';
import { jsonOfferProfile, unprocessed, whipProfile } from '../support/browser/profiles.ts';
import type { SessionDriver } from '../support/browser/session-driver.ts';
import { withRelay } from '../support/browser/relay.ts';
import { waitFor } from '../support/browser/wait-for.ts';
import { orderOf } from '../support/coded-order.ts';
import { startAiortc, type AiortcPeer } from '../support/peers/aiortc.ts';
import { startWhipServer, type WhipServer } from '../support/peers/whip-server.ts';
import { codedFile } from '../support/speech.ts';
import type { Wav } from '../support/wav.ts';

const patience = { deadlineMs: 60_000 };
let driver: SessionDriver;

const relay = withRelay();
withDriver(
  (given) => {
    driver = given;
  },
  { audioFile: await codedFile() },
);

/**
 * Makes a session live, drops every packet until so many milliseconds are waiting, and waits until it is level again. `seconds` is
 * how much the far side has recorded: the recordings themselves are long, and to ask for one holds the far side up.
 */
async function loseFor(
  profile: Profile,
  waitingMs: number,
  seconds: () => Promise<number>,
  settings: Partial<Settings> = {},
): Promise<void> {
  await driver.goLive(profile, { ...unprocessed, ...settings });
  await waitFor('three seconds at the far side', async () => (await seconds()) > 3, patience);
  relay.forwarder().setDark(true);
  const isLong = async () => ((await driver.behind())?.behindMs ?? 0) >= waitingMs;
  await waitFor(`${String(waitingMs)} ms to wait`, isLong, patience);
  relay.forwarder().setDark(false);
  await driver.events('catch-up-ended');
  await waitFor('the microphone to be sent again', async () => (await driver.behind()) === null, patience);
  const before = await waitFor('the length of what arrived so far', seconds, patience);
  await waitFor('what is sent as it is said', async () => (await seconds()) > before + 1, patience);
}

const secondsAt = (server: AiortcPeer) => async () =>
  (await server.status()).connections.reduce((sum, { recordedSeconds }) => sum + recordedSeconds, 0);

/** The sound that each connection to a peer received, without connections over which nothing came. */
async function heardAt(server: AiortcPeer): Promise<Wav[]> {
  const sounds: Wav[] = [];
  for (const [index, { recordedSeconds }] of (await server.status()).connections.entries()) {
    if (recordedSeconds > 0) sounds.push(await server.recording(index));
  }
  return sounds;
}

/** The numbers that arrived, more than were said before the loss and could be said after it. */
function orderHeard(sounds: readonly Wav[]) {
  const order = orderOf(sounds);
  expect(order.heard).toBeGreaterThan(60);
  // A catch-up goes back to the pause before the last proof, over 3 s at most.
  expect(order.back.length).toBeLessThanOrEqual(1);
  for (const step of order.back) expect(step).toBeGreaterThan(-30);
  return order;
}

describe('what was said while nothing arrived arrives late, in order and once', () => {
  describe('at a receiver that hands on what it gets as it comes (aiortc)', () => {
    let server: AiortcPeer;
    withServer(
      () => startAiortc(),
      (given) => {
        server = given;
      },
    );

    it('as it was, at twice the speed', async () => {
      const profile = jsonOfferProfile({ url: server.url, ...relay.only() });
      await loseFor(profile, 5000, secondsAt(server));
      expect(orderHeard(await heardAt(server))).toMatchObject({ missing: [], skips: [] });
      expect(await driver.events('catch-up-ended')).toContainEqual(
        expect.objectContaining({ kind: 'catch-up-began', road: 'burst', speed: 2 }),
      );
    });
  });

  describe('before a session ends that was stopped', () => {
    let server: AiortcPeer;
    withServer(
      () => startAiortc(),
      (given) => {
        server = given;
      },
    );

    it('and nothing of what is said after the Stop', async () => {
      await driver.goLive(jsonOfferProfile({ url: server.url, ...relay.only() }), unprocessed);
      relay.forwarder().setDark(true);
      // What waits before the first word is sent is none of the loss.
      const isHeld = async () => {
        const behind = await driver.behind();
        return behind?.state === 'holding' && behind.behindMs > 1000;
      };
      await waitFor('a second to wait', isHeld, patience);
      await driver.popup.stop();
      await waitFor('the words for it', async () =>
        (await driver.popup.text()).includes('What you said is sent first'),
      );
      relay.forwarder().setDark(false);
      await driver.popup.waitForPhase('idle');
      const events = await driver.events('session-ended');
      expect(events).toContainEqual(expect.objectContaining({ kind: 'stop-requested', when: 'delivered' }));
      expect(events).toContainEqual(expect.objectContaining({ kind: 'catch-up-ended', leftMs: 0 }));
      expect(events.map(({ kind }) => kind)).not.toContain('backlog-dropped');
    });
  });

  describe('at a receiver with a jitter buffer (libwebrtc)', () => {
    let server: WhipServer;
    withServer(
      () => startWhipServer(),
      (given) => {
        server = given;
      },
    );

    it('stretched, but for what the cut itself has damaged', async () => {
      const profile = whipProfile({ url: server.url, destination: 'recogniser', ...relay.only() });
      const seconds = async () =>
        (await server.sessions.findLast((each) => each.alive())?.stats())?.recordedSeconds ?? 0;
      await loseFor(profile, 3000, seconds, {
        catchUp: { speedPercent: 150, limitSeconds: null, beyond: 'oldest' },
      });
      const { missing } = orderHeard(await Promise.all(server.sessions.map((each) => each.recording())));
      expect(missing.length).toBeLessThanOrEqual(1);
      expect(await driver.events('catch-up-ended')).toContainEqual(
        expect.objectContaining({ kind: 'catch-up-began', road: 'stretch', speed: 1.5 }),
      );
    });
  });

  // The last of this file, because the document stays without it until the popup is closed.
  describe('in a browser that has no generator of tracks', () => {
    let server: AiortcPeer;
    withServer(
      () => startAiortc(),
      (given) => {
        server = given;
      },
    );

    it('by an audio worklet, which plays in real time: stretched, to any receiver', async () => {
      const host = await driver.offscreenPage();
      await host.evaluate(() => Reflect.deleteProperty(globalThis, 'MediaStreamTrackGenerator'));
      const profile = jsonOfferProfile({ url: server.url, ...relay.only() });
      await loseFor(profile, 1500, secondsAt(server), {
        catchUp: { speedPercent: 125, limitSeconds: null, beyond: 'oldest' },
      });
      expect(orderHeard(await heardAt(server))).toMatchObject({ missing: [], skips: [] });
      expect(await driver.events('catch-up-ended')).toContainEqual(
        expect.objectContaining({ kind: 'catch-up-began', road: 'stretch', speed: 1.25 }),
      );
    });
  });
});
