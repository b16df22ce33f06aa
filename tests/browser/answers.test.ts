import { describe, expect, it } from 'vitest';
import { withDriver, withServer } from '../support/browser/fixtures.ts';
import { whipProfile } from '../support/browser/profiles.ts';
import { expectFailure } from '../support/browser/expect-failure.ts';
import type { SessionDriver } from '../support/browser/session-driver.ts';
import { mendedFaults, refusedFaults } from '../support/peers/behaviours/answer-faults.ts';
import { startWhipServer, type WhipServer } from '../support/peers/whip-server.ts';

let driver: SessionDriver;
let server: WhipServer;

withServer(
  () => startWhipServer(),
  (given) => {
    server = given;
  },
);
withDriver((given) => {
  driver = given;
});

describe('a server whose answer Chromium refuses', () => {
  /** One fault of each kind; Node's libwebrtc, with which all are played, takes the second and third. */
  it('is reached by one offer where the answer’s meaning is clear', async () => {
    const faults = ['repeats actpass', 'repeats sendonly', 'names no direction', 'names no bundle'] as const;
    for (const [index, fault] of faults.entries()) {
      server.options.writes = mendedFaults[fault];
      if (index === 0) await driver.goLive(whipProfile({ url: server.url }));
      else {
        await driver.startAgain();
        await driver.popup.waitForPhase('live');
      }
      await driver.stop();
    }
    expect(server.sessions).toHaveLength(faults.length);
  });

  it('is told as one that answers, with the browser’s own reason, on the page and in the log', async () => {
    const [writes] = refusedFaults['has no fingerprint'];
    server.options.writes = writes;
    await driver.start(whipProfile({ url: server.url }));
    const why = 'Failed to set remote answer sdp: Called with SDP without DTLS fingerprint.';
    await expectFailure(driver, { reason: 'server-answer-unusable', why });
  });
});
