import { readFile } from 'node:fs/promises';
import type { Browser, HTTPRequest } from 'puppeteer-core';
import { waitFor } from '../../../tests/support/browser/wait-for.ts';

const html = await readFile(new URL('index.html', import.meta.url), 'utf8');

export interface BarePageOptions {
  protocol: 'whip' | 'json';
  /** The URL of the server's endpoint. */
  url: string;
  /**
   * The origin that the page seems to have; DevTools serves it, so loading it leaves no connection to the
   * server.
   */
  origin: string;
}

/**
 * A page that DevTools serves counts as one of the internet, for which the browser asks its user before it
 * reaches local servers.
 */
export const barePageArgs = ['--disable-features=LocalNetworkAccessChecks'];

/**
 * Opens a page that publishes the microphone by a plain RTCPeerConnection and shares no code with the
 * product, in a browser context of its own, so that connections and preflights of an earlier page do not help
 * it.
 */
export async function openBarePage(browser: Browser, { protocol, url, origin }: BarePageOptions) {
  const context = await browser.createBrowserContext();
  await context.setPermission(origin, { permission: { name: 'microphone' }, state: 'granted' });
  const page = await context.newPage();
  const serve = (request: HTTPRequest) =>
    void request.respond({ status: 200, contentType: 'text/html', body: html });
  await page.setRequestInterception(true);
  page.on('request', serve);
  await page.goto(`${origin}/bare-page?${new URLSearchParams({ protocol, url }).toString()}`);
  page.off('request', serve);
  await page.setRequestInterception(false);
  return {
    page,
    button: 'button',
    /** Resolves when the page is connected. */
    connected: () =>
      waitFor('the bare page to be connected', async () => {
        const state = await page.$eval('output', (output) => output.value);
        if (state === 'connected') return true;
        throw new Error(state);
      }),
    /**
     * Epoch milliseconds at which the page could have told its user of a change, from a time on, oldest
     * first.
     */
    toldSince: async (epochMs: number): Promise<number[]> => {
      const told = (await page.evaluate('globalThis.told')) as { at: number; state: string }[];
      return told.map(({ at }) => at).filter((at) => at >= epochMs);
    },
    [Symbol.asyncDispose]: () => context.close(),
  };
}
