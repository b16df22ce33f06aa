import { describe, expect, it } from 'vitest';
import type { SessionEvent } from '../../utils/domain/log/session-event.ts';
import { textsOf } from '../support/messages.ts';
import { databaseRows } from '../support/browser/extension-readers.ts';
import { withDriver, withServer } from '../support/browser/fixtures.ts';
import { followPopup } from '../support/browser/popup-timeline.ts';
import { stopAndTell, whipProfile } from '../support/browser/profiles.ts';
import { nothingHeld, type SessionDriver } from '../support/browser/session-driver.ts';
import { hearSpeech } from '../support/browser/hear-speech.ts';
import { waitFor } from '../support/browser/wait-for.ts';
import { startWhipServer, type WhipServer } from '../support/peers/whip-server.ts';

/** Enough time for an alarm, which comes every half minute. */
const patience = { deadlineMs: 50_000 };
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

const profile = () => whipProfile({ url: server.url, token: 'pomegranate' });

/** Closes the offscreen document without a word to any other context, as a crash would. */
async function loseHost(): Promise<void> {
  const host = await driver.offscreenPage();
  await host.close();
}

describe('a session whose offscreen document is gone', () => {
  it('is found by the watchdog with no view open, and goes on as the same session, whose words arrive', async () => {
    server.options.authorization = 'Bearer pomegranate';
    await driver.goLive(profile());
    await driver.popup.mute();
    await driver.badgeIs('MIC');
    await driver.popup.page.goto('about:blank');

    await loseHost();
    await waitFor('a new offscreen document', () => driver.hasOffscreenDocument(), patience);
    await driver.badgeIs('MIC');
    await driver.popup.page.goto(driver.urlOf('popup.html'));
    await driver.popup.waitForPhase('live');
    // A mute of the user stays until they unmute.
    await expect.poll(() => driver.held()).toEqual({ microphones: 1, connections: 1 });
    await driver.popup.unmute();
    await driver.badgeIs('ON');
    await hearSpeech(server.recording);
    expect(server.sessions).toHaveLength(2);
    // The server has seen the connection close, so it may have forgotten the session.
    await waitFor('the DELETE of what was left there', () =>
      server.requests.some(({ method, path }) => method === 'DELETE' && path === server.sessions[0]?.path),
    );

    const events = await driver.events('recovered');
    expect(events.filter(({ kind }) => kind === 'session-started')).toHaveLength(1);
    const resumed = events.find((event) => event.kind === 'session-resumed');
    expect(resumed?.holeMs).toBeGreaterThan(0);
    const ofHost = events.filter(({ writer }) => writer === 'host');
    expect(ofHost.map(({ seq }) => seq)).toEqual(ofHost.map((_, index) => index + 1));
    await driver.stop();
    expect(await driver.held()).toEqual(nothingHeld);
    const [first] = events;
    expect(await driver.events()).toContainEqual(
      expect.objectContaining({ kind: 'session-ended', by: 'user', sessionId: first?.sessionId }),
    );
    await expect.poll(() => driver.evaluate(() => chrome.alarms.getAll())).toEqual([]);
  });

  it('goes on at once where the popup is open, which shows that it recovers', async () => {
    await driver.goLive(profile());
    const shown = await followPopup(driver.popup.page);
    const lostAt = Date.now();
    await loseHost();
    await waitFor('the truth meanwhile', async () =>
      (await shown.since(lostAt)).some(({ phase }) => phase === 'recovering'),
    );
    await driver.popup.waitForPhase('live');
    await waitFor('proofs of the new host', async () =>
      driver.popup.page.$('[data-proof="heard"][data-condition="fresh"]'),
    );
  });

  it('ends with a failure of its own where the user wants to be told of losses', async () => {
    await driver.goLive(profile(), stopAndTell);
    await loseHost();
    await driver.popup.waitForPhase('failed');
    expect(await driver.popup.text()).toContain(textsOf('en').t('failure_host_gone_title'));
    const kinds = (await driver.events()).map(({ kind }: SessionEvent) => kind);
    expect(kinds.slice(-2)).toEqual(['session-failed', 'session-ended']);
  });

  it.each([0, 30, 80])(
    'ends for good where Stop is clicked %i ms after the popup shows the loss',
    async (delayMs) => {
      await driver.goLive(profile());
      const clicked = clickStopWhileRecovering(delayMs);
      await loseHost();
      await clicked;
      await driver.popup.waitForPhase('idle');
      await driver.badgeIs('');
      const events = await driver.events();
      const endedAt = events.findIndex(({ kind }) => kind === 'session-ended');
      const after = events.slice(endedAt + 1).map(({ kind }) => kind);
      expect(after).not.toContain('session-resumed');

      // By the time that another session is live, all late messages have come.
      await driver.goLive(profile());
      expect(await driver.held()).toEqual({ microphones: 1, connections: 1 });
      await driver.stop();
      const all = await databaseRows<SessionEvent>(driver, 'events');
      expect(all.filter(({ sessionId }) => sessionId === events[0]?.sessionId)).toHaveLength(events.length);
    },
  );
});

/**
 * Clicks Stop as quickly as a user may: the page itself clicks, `delayMs` after it shows that the session
 * recovers.
 */
function clickStopWhileRecovering(delayMs: number): Promise<void> {
  return driver.popup.page.evaluate(
    (ms) =>
      new Promise<void>((resolve) => {
        const seen = new MutationObserver(() => {
          if (document.querySelector('[role="status"]')?.getAttribute('data-phase') !== 'recovering') return;
          seen.disconnect();
          setTimeout(() => {
            const buttons = [...document.querySelectorAll('button')];
            buttons.find(({ textContent }) => textContent.trim() === 'Stop')?.click();
            resolve();
          }, ms);
        });
        seen.observe(document.body, { subtree: true, childList: true, attributes: true });
      }),
    delayMs,
  );
}
