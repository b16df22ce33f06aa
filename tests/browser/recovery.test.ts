import { describe, expect, it, onTestFinished } from 'vitest';
import messages from '../../public/_locales/en/messages.json' with { type: 'json' };
import type { SessionRow } from '../../utils/history/rows/session-row.ts';
import { expectFailure } from '../support/browser/expect-failure.ts';
import { databaseRows, iconTitle } from '../support/browser/extension-readers.ts';
import { withDriver, withServer } from '../support/browser/fixtures.ts';
import { jsonOfferProfile, whipProfile } from '../support/browser/profiles.ts';
import { nothingHeld, type SessionDriver } from '../support/browser/session-driver.ts';
import { hearSpeech } from '../support/browser/hear-speech.ts';
import { waitFor } from '../support/browser/wait-for.ts';
import { startAiortc, type AiortcPeer } from '../support/peers/aiortc.ts';
import { startWhipServer, type WhipServer } from '../support/peers/whip-server.ts';

const patience = { deadlineMs: 40_000 };
let driver: SessionDriver;

withDriver((given) => {
  driver = given;
});

describe('the connection to a WHIP server', () => {
  let server: WhipServer;
  withServer(
    () => startWhipServer(),
    (given) => {
      server = given;
    },
  );

  const profile = () => whipProfile({ url: server.url });

  async function loseServer(): Promise<void> {
    await server.kill();
    await driver.popup.waitForPhase('recovering', patience);
  }

  it('that was killed and comes back is made again by itself, in the same session, and the words go on', async () => {
    await driver.goLive(profile());
    await hearSpeech(server.recording);
    const stopAt = () => driver.popup.page.$eval('button.stop', (stop) => stop.getBoundingClientRect().top);
    const stopWasAt = await stopAt();
    await loseServer();
    expect(await driver.held()).toMatchObject({ microphones: 1 });
    expect(await driver.popup.text()).toContain(messages.popup_retry.message);
    // No button moves under a user's finger because a server went away.
    expect(await stopAt()).toBe(stopWasAt);
    await driver.badgeCounts(3, patience);
    expect(await iconTitle(driver)).toBe(messages.title_recovering.message);

    await server.revive();
    await driver.popup.waitForPhase('live', patience);
    await driver.badgeIs('ON');
    await hearSpeech(server.recording);
    await expect.poll(() => driver.held()).toEqual({ microphones: 1, connections: 1 });

    const events = await driver.events('recovered');
    expect(events.filter(({ kind }) => kind === 'session-started')).toHaveLength(1);
    expect(events).toContainEqual(expect.objectContaining({ kind: 'recovery-began', cause: 'link-silent' }));
    expect(events).toContainEqual(expect.objectContaining({ kind: 'recovered', by: 'new-connection' }));
    const [row] = (await databaseRows<SessionRow>(driver, 'sessions')).toSorted(
      (one, other) => other.startedAt - one.startedAt,
    );
    expect(row).toMatchObject({ outcome: 'running', interruptions: 1 });
    expect(row?.interruptedMs).toBeGreaterThan(2000);
    expect(await driver.evaluate(() => chrome.notifications.getAll())).toEqual({});

    await driver.stop();
    expect(await driver.held()).toEqual(nothingHeld);
    const host = await driver.offscreenPage();
    await waitFor('the frames of its connections to go', () =>
      host.evaluate(() => document.querySelector('iframe') === null),
    );
    await waitFor('the DELETE', () => server.sessions.at(-1)?.deletedAt());
  });

  it('that wants a token after its return ends with the failure for that', async () => {
    await driver.goLive(profile());
    await loseServer();
    server.options.authorization = 'Bearer of a token that the profile does not have';
    await server.revive();
    await expectFailure(driver, { reason: 'server-unauthorized', token: 'none' }, patience);
    expect(await driver.events()).toContainEqual(
      expect.objectContaining({ kind: 'attempt-failed', nextInMs: null }),
    );
  });

  it.each([409, 403] as const)(
    'that takes one publisher only, and says so by %i, is closed before it is made again, which is remembered',
    async (busyStatus) => {
      await driver.goLive(profile());
      Object.assign(server.options, { onePublisher: true, busyStatus });
      server.freezeMedia();
      await waitFor('the first session to be deleted', () => server.sessions[0]?.deletedAt(), patience);
      server.thawMedia();
      await driver.popup.waitForPhase('live', patience);
      const posts = server.requests.filter(({ method }) => method === 'POST');
      expect(posts.map(({ status }) => status)).toEqual([201, busyStatus, 201]);
      expect(await driver.events('recovered')).toContainEqual(
        expect.objectContaining({
          kind: 'profile-learned',
          facts: expect.objectContaining({ onePublisher: true }) as unknown,
        }),
      );
    },
  );

  it('is doubted when the computer says that its network is gone, and kept when heard again', async () => {
    await driver.goLive(profile());
    const host = await driver.offscreenPage();
    await host.evaluate(() => dispatchEvent(new Event('offline')));
    const events = await driver.events('recovered');
    expect(events).toContainEqual(expect.objectContaining({ kind: 'recovery-began', cause: 'network-lost' }));
    expect(events).toContainEqual(expect.objectContaining({ kind: 'recovered', by: 'itself' }));
    await driver.popup.waitForPhase('live');
    expect(server.sessions).toHaveLength(1);
  });

  it('is released with everything else when the session is stopped while it recovers', async () => {
    await driver.goLive(profile());
    await loseServer();
    await driver.stop();
    expect(await driver.held()).toEqual(nothingHeld);
    await driver.badgeIs('');
    expect((await driver.events()).at(-1)).toMatchObject({ kind: 'session-ended', by: 'user' });
  });
});

describe('the connection to aiortc', () => {
  let server: AiortcPeer;
  withServer(
    () => startAiortc(),
    (given) => {
      server = given;
    },
  );

  it('is made again after the server was killed and started, and the words go on', async () => {
    await driver.goLive(jsonOfferProfile({ url: server.url }));
    await server.kill();
    await driver.badgeCounts(2, patience);
    const revived = await startAiortc({ port: Number(new URL(server.origin).port) });
    onTestFinished(() => revived.stop());
    await driver.popup.waitForPhase('live', patience);
    await hearSpeech(revived.recording);
    expect(await driver.events('recovered')).toContainEqual(
      expect.objectContaining({ kind: 'recovered', by: 'new-connection' }),
    );
  });

  it('is reported as lost when the server stops for some seconds, and is live when it goes on', async () => {
    await driver.goLive(jsonOfferProfile({ url: server.url }));
    server.freeze();
    await driver.badgeCounts(2, patience);
    server.thaw();
    await driver.popup.waitForPhase('live', patience);
    await driver.badgeIs('ON');
    expect(await driver.events('recovered')).toContainEqual(
      expect.objectContaining({ kind: 'recovery-began', cause: 'link-silent' }),
    );
    await expect.poll(() => driver.held()).toEqual({ microphones: 1, connections: 1 });
  });
});
