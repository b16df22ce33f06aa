import { readFile } from 'node:fs/promises';
import type { Browser, HTTPRequest } from 'puppeteer-core';
import { waitFor } from '../../../tests/support/browser/wait-for.ts';

const html = await readFile(new URL('index.html', import.meta.url), 'utf8');

export interface BarePageOptions {
  protocol: 'whip' | 'json';
  /** The server's endpoint. */
  url: string;
  /** Where the page seems to come from; it is served by DevTools, so no connection to anybody is left of its loading. */
  origin: string;
}

/** A page that DevTools serves counts as one of the internet, whose way to local servers the browser asks its user about. */
export const barePageArgs = ['--disable-features=LocalNetworkAccessChecks'];

/**
 * A page that publishes the microphone by a plain RTCPeerConnection and shares no code with the product, in a browser
 * context of its own: what the page before it left open or cached (connections, preflights) is no help to it.
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
    /** Settles when it is connected. */
    connected: () =>
      waitFor('the bare page to be connected', async () => {
        const state = await page.$eval('output', (output) => output.value);
        if (state === 'connected') return true;
        throw new Error(state);
      }),
    /** What it could have told its user from a time on: epoch milliseconds, oldest first. */
    toldSince: async (epochMs: number): Promise<number[]> => {
      const told = (await page.evaluate('globalThis.told')) as { at: number; state: string }[];
      return told.map(({ at }) => at).filter((at) => at >= epochMs);
    },
    [Symbol.asyncDispose]: () => context.close(),
  };
}
