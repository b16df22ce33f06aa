import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Profile } from '../../utils/domain/profiles/profile.ts';
import { databaseRows } from '../support/browser/extension-readers.ts';
import {
  chooseProfile,
  jsonOfferProfile,
  openAiProfile,
  testOrigins,
  whipProfile,
} from '../support/browser/profiles.ts';
import { launchBrowser, type ExtensionBrowser } from '../support/browser/launch-browser.ts';
import { openPopup } from '../support/browser/popup.ts';
import { waitFor } from '../support/browser/wait-for.ts';
import { textsOf } from '../support/messages.ts';
import { startAiortc } from '../support/peers/aiortc.ts';
import { startOpenAiRealtime } from '../support/peers/openai-realtime.ts';
import { startWhipServer, type WhipServer } from '../support/peers/whip-server.ts';
import { withoutWarmUps } from '../support/peers/without-warm-ups.ts';
import { extensionDir } from '../support/extension-dir.ts';
import { speechFile } from '../support/speech.ts';

let browser: ExtensionBrowser;
let server: WhipServer;

beforeAll(async () => {
  browser = await launchBrowser({
    extensionDir,
    audioFile: await speechFile(),
    // A test of a profile needs no microphone.
    microphone: 'denied',
    // Sessions at any port of a host may be there with TLS as well.
    grantedOrigins: [...testOrigins, 'https://127.0.0.1/*'],
  });
});
afterAll(() => browser.close());
beforeEach(async () => {
  server = await startWhipServer();
  return () => server.stop();
});

async function test(profile: Profile): Promise<Page> {
  await chooseProfile(browser, profile);
  const page = await browser.openPage(`options.html#/settings/profiles/${profile.id}`);
  await page.locator('::-p-aria(Test[role="button"])').click();
  return page;
}

const ended = (page: Page) =>
  waitFor('the end of the test', () => page.$eval('.test', (section) => section.getAttribute('data-end')));
const steps = (page: Page) =>
  page.$$eval('.test li', (items) => items.map((item) => item.getAttribute('data-step')));
const textOf = (page: Page) => page.$eval('.test', (section) => (section as HTMLElement).innerText);

describe('the test of a profile', () => {
  it('at a WHIP server tells every step, without the microphone, and leaves no session behind', async () => {
    const page = await test(whipProfile({ url: server.url }));
    expect(await ended(page)).toBe('passed');
    // A path may be found before the page has heard that the answer is applied.
    const seen = await steps(page);
    expect(seen.toSorted()).toEqual(
      ['server-answered', 'answer-applied', 'path-found', 'media-acknowledged', 'closed'].toSorted(),
    );
    expect([seen[0], ...seen.slice(-2)]).toEqual(['server-answered', 'media-acknowledged', 'closed']);
    expect(await textOf(page)).toContain('The server was told that the session is over.');
    const methods = withoutWarmUps(server.requests).map(({ method }) => method);
    expect([methods[0], methods.at(-1)]).toEqual(['POST', 'DELETE']);
    expect(await databaseRows(browser, 'sessions')).toEqual([]);
    await waitFor('the host to leave', () => !browser.hasOffscreenDocument());
    await page.close();
  });

  it.each<[string, () => Promise<{ profile: Profile; stop(): Promise<unknown> }>]>([
    [
      'an OpenAI Realtime server',
      async () => {
        const peer = await startOpenAiRealtime({ apiKey: 'sk-test' });
        return { profile: openAiProfile({ url: peer.origin }), stop: () => peer.stop() };
      },
    ],
    ...(['aiortc', 'fastrtc', 'pipecat'] as const).map(
      (variant): [string, () => Promise<{ profile: Profile; stop(): Promise<unknown> }>] => [
        `a JSON offer server of the variant ${variant}`,
        async () => {
          const peer = await startAiortc();
          const url = { aiortc: peer.url, fastrtc: peer.fastRtcUrl, pipecat: peer.pipecatUrl }[variant];
          return { profile: jsonOfferProfile({ variant, url }), stop: () => peer.stop() };
        },
      ],
    ),
  ])('at %s finds a path over which the tone arrives', async (_name, start) => {
    const { profile, stop } = await start();
    try {
      const page = await test(profile);
      expect(await ended(page)).toBe('passed');
      expect(await steps(page)).toEqual(
        expect.arrayContaining(['server-answered', 'path-found', 'media-acknowledged', 'closed']),
      );
      await page.close();
    } finally {
      await stop();
    }
  });

  it.each([
    [401, 'server-unauthorized'],
    [404, 'server-not-found'],
  ] as const)('at a server that answers %i fails as %s', async (status, reason) => {
    server.options.status = status;
    const page = await test(whipProfile({ url: server.url }));
    expect(await ended(page)).toBe('failed');
    expect(await page.$eval('.test .failure', (panel) => panel.getAttribute('data-reason'))).toBe(reason);
    expect(await steps(page)).toContain('server-answered');
    await page.close();
  });

  it('at a server whose answer is invalid says so', async () => {
    server.options.answer = 'invalid';
    const page = await test(whipProfile({ url: server.url }));
    expect(await ended(page)).toBe('failed');
    expect(await textOf(page)).toContain('The server’s answer makes no sense');
    expect(server.sessions.every((session) => !session.alive())).toBe(true);
    await page.close();
  });

  it('at a server that keeps the session at another port asks about it, and goes there once that is allowed', async () => {
    const elsewhere = await startWhipServer();
    onTestFinished(() => elsewhere.stop());
    server.options.redirectTo = elsewhere.url;
    const page = await test(whipProfile({ url: server.url }));
    const { t } = textsOf('en');
    await page.waitForSelector('.test .question');
    expect(await textOf(page)).toContain(t('session_url_message', elsewhere.origin));
    expect(elsewhere.requests.map(({ method }) => method)).toEqual(['POST']);
    await page.locator(`::-p-aria(${t('session_url_allow')}[role="button"])`).click();
    await waitFor('the DELETE there', () => elsewhere.sessions[1]?.deletedAt());
    expect(await ended(page)).toBe('passed');
    expect(await page.$('.question')).toBeNull();
    await page.close();
  });

  it('can be cancelled, and its session is deleted at the server', async () => {
    server.options.answer = 'never';
    const page = await test(whipProfile({ url: server.url }));
    await page.locator('::-p-aria(Cancel the test[role="button"])').click();
    expect(await ended(page)).toBe('cancelled');
    await page.close();
  });

  it('of the loopback needs no server', async () => {
    const page = await test({ id: 'loop', name: 'Loop', kind: 'loopback' });
    expect(await ended(page)).toBe('passed');
    expect(server.requests).toEqual([]);
    await page.close();
  });

  it('does not run beside a session, which goes on', async () => {
    await browser.setMicrophonePermission('granted');
    await chooseProfile(browser, whipProfile({ url: server.url }));
    const popup = await openPopup(browser);
    onTestFinished(async () => {
      await popup.reset();
      await popup.close();
    });
    await popup.start();
    await popup.waitForPhase('live');
    const page = await browser.openPage('options.html#/settings/profiles/test-server');
    await page.locator('::-p-aria(Test[role="button"])').click();
    expect(await ended(page)).toBe('session-running');
    expect(server.sessions.filter((session) => session.alive())).toHaveLength(1);
    await popup.waitForPhase('live');
    await page.close();
  });
});
