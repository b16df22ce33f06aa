import { describe, expect, it } from 'vitest';
import { defaultSettings, watchRanges } from '../../utils/domain/settings/settings.ts';
import { withDriver, withServer } from '../support/browser/fixtures.ts';
import { whipProfile } from '../support/browser/profiles.ts';
import { expectFailure } from '../support/browser/expect-failure.ts';
import type { SessionDriver } from '../support/browser/session-driver.ts';
import { mendedFaults, refusedFaults } from '../support/peers/behaviours/answer-faults.ts';
import { withAnotherPassword, withCandidates } from '../support/peers/whip/answer-rewrites.ts';
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

describe('a server that is not reached', () => {
  it.each([
    [[], { obstacle: 'no-address' } as const],
    [
      [
        '1 udp 2122260223 172.17.0.250 40000 typ host',
        '1 tcp 1518280447 203.0.113.7 443 typ host tcptype passive',
      ],
      { obstacle: 'mixed', named: '172.17.0.250, 203.0.113.7 (TCP)' } as const,
    ],
  ])('is told by the candidates in its answer, as far as they show why: %j', async (candidates, shown) => {
    server.options.writes = (answer) => withCandidates(withAnotherPassword(answer), candidates);
    const watch = { ...defaultSettings().watch, connectDeadlineMs: watchRanges.connectDeadlineMs.lowest };
    await driver.start(whipProfile({ url: server.url }), { watch });
    await expectFailure(driver, { reason: 'connect-timeout', ...shown });
  });
});
