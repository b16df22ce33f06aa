import type { Page } from 'puppeteer-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SessionEvent } from '../../utils/domain/log/session-event.ts';
import type { SessionRow } from '../../utils/history/rows/session-row.ts';
import { badgeText, databaseRows, iconTitle } from '../support/browser/extension-readers.ts';
import { hearSpeech } from '../support/browser/hear-speech.ts';
import { launchBrowser, type ExtensionBrowser } from '../support/browser/launch-browser.ts';
import { microphoneTracks, queryPeerConnections, recordRemoteAudio } from '../support/browser/page-media.ts';
import { openPopup } from '../support/browser/popup.ts';
import { waitFor } from '../support/browser/wait-for.ts';
import { extensionDir } from '../support/extension-dir.ts';
import { speechFile } from '../support/speech.ts';

/** The codec of the sent audio, as the browser's statistics name it. */
async function sentCodec(host: Page): Promise<string | undefined> {
  const reports = await Promise.all(
    (await queryPeerConnections(host)).map((each) =>
      each.evaluate(async (connection) => {
        const stats = [...(await connection.getStats()).values()] as Record<string, string>[];
        const codecId = stats.find(({ type }) => type === 'outbound-rtp')?.['codecId'];
        const codec = stats.find(({ id }) => id === codecId);
        return codec && `${codec['mimeType'] ?? ''} ${codec['sdpFmtpLine'] ?? ''}`;
      }),
    ),
  );
  return reports.find((report) => report !== undefined);
}

describe('the built-in loopback, with no server at all', () => {
  let browser: ExtensionBrowser;
  beforeEach(async () => {
    browser = await launchBrowser({ extensionDir, audioFile: await speechFile(), microphone: 'granted' });
  });
  afterEach(() => browser.close());

  it('carries the spoken words to the receiver, and Stop releases everything', async () => {
    const popup = await openPopup(browser);
    await popup.waitForPhase('idle');
    await popup.start();
    await popup.waitForPhase('live');
    await waitFor('the badge', async () => (await badgeText(browser)) === 'ON');
    expect(await popup.text()).toContain('Test: nothing leaves this computer');

    const host = await browser.offscreenPage();
    await hearSpeech(() => recordRemoteAudio(host, 6));
    // Two tracks: the one that is opened, and its clone that is sent, which alone a mute silences.
    expect((await microphoneTracks(host)).map(({ readyState }) => readyState)).toEqual(['live', 'live']);
    expect(await sentCodec(host)).toMatch(/^audio\/opus (?=.*useinbandfec=1)(?!.*usedtx=1)/);

    await popup.stop();
    await popup.waitForPhase('idle');
    expect((await microphoneTracks(host)).filter(({ readyState }) => readyState === 'live')).toEqual([]);
    expect(await queryPeerConnections(host)).toEqual([]);
    await waitFor('the badge to be empty', async () => (await badgeText(browser)) === '');
    expect(await iconTitle(browser)).not.toBe('');

    await popup.close();
    await waitFor('the offscreen document to be gone', () => !browser.hasOffscreenDocument());

    const [session, ...others] = await databaseRows<SessionRow>(browser, 'sessions');
    expect(others).toEqual([]);
    expect(session).toMatchObject({ outcome: 'stopped', profileKind: 'loopback', failure: null });
    const kinds = (await databaseRows<SessionEvent>(browser, 'events')).map(({ kind }) => kind);
    expect(kinds[0]).toBe('session-started');
    expect(kinds).toEqual(
      expect.arrayContaining(['microphone-acquired', 'answer-applied', 'live', 'frames-counted']),
    );
    expect(kinds.at(-1)).toBe('session-ended');
  });
});
