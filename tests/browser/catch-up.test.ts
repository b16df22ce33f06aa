import { describe, expect, it } from 'vitest';
import type { Settings } from '../../utils/domain/settings/settings.ts';
import { withDriver, withServer } from '../support/browser/fixtures.ts';
import { heardAt, loseFor, orderHeard, secondsAt } from '../support/browser/lose-for.ts';
import { jsonOfferProfile, unprocessed, whipProfile } from '../support/browser/profiles.ts';
import type { SessionDriver } from '../support/browser/session-driver.ts';
import { withRelay } from '../support/browser/relay.ts';
import { waitFor } from '../support/browser/wait-for.ts';
import { startAiortc, type AiortcPeer } from '../support/peers/aiortc.ts';
import { startWhipServer, type WhipServer } from '../support/peers/whip-server.ts';
import { codedFile } from '../support/speech.ts';

const patience = { deadlineMs: 60_000 };
let driver: SessionDriver;

const relay = withRelay();
withDriver(
  (given) => {
    driver = given;
  },
  { audioFile: await codedFile() },
);

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
      await loseFor({ driver, relay, profile, waitingMs: 5000, seconds: secondsAt(server) });
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
      const settings: Partial<Settings> = {
        catchUp: { speedPercent: 150, limitSeconds: null, beyond: 'oldest' },
      };
      await loseFor({ driver, relay, profile, waitingMs: 3000, seconds, settings });
      const { missing } = orderHeard(await Promise.all(server.sessions.map((each) => each.recording())));
      expect(missing.length).toBeLessThanOrEqual(1);
      expect(await driver.events('catch-up-ended')).toContainEqual(
        expect.objectContaining({ kind: 'catch-up-began', road: 'stretch', speed: 1.5 }),
      );
    });
  });
});
