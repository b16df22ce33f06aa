import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { withDriver, withServer } from '../support/browser/fixtures.ts';
import { jsonOfferProfile } from '../support/browser/profiles.ts';
import type { SessionDriver } from '../support/browser/session-driver.ts';
import { waitFor } from '../support/browser/wait-for.ts';
import { PYTHON, startAiortc, type AiortcPeer } from '../support/peers/aiortc.ts';
import { freePort } from '../support/peers/free-port.ts';
import { startPeerProcess } from '../support/peers/peer-process.ts';

let driver: SessionDriver;
let server: AiortcPeer;

withServer(
  () => startAiortc(),
  (given) => {
    server = given;
  },
);
withDriver((given) => {
  driver = given;
});

const isStored = (text: string) =>
  waitFor(`“${text}” in the history`, async () => (await driver.segments()).some((row) => row.text === text));

it('text of a server of one’s own is stored and reaches pages, on its channels and on ours, and outlives the worker', async () => {
  await driver.goLive(jsonOfferProfile({ url: server.url }));
  await waitFor('the channel', async () => (await server.status()).connections[0]?.channels.includes('text'));
  const page = await driver.openPage('options.html');
  await page.evaluate(() => {
    const port = chrome.runtime.connect({ name: 'text' });
    port.onMessage.addListener((update: { segments: { text: string }[] }) => {
      for (const { text } of update.segments) document.title += `|${text}`;
    });
  });
  const isFollowed = (text: string) =>
    waitFor(`“${text}” in a page`, () => page.evaluate((said) => document.title.includes(`|${said}`), text));

  const panel = await driver.openPage('sidepanel.html');
  const popup = await driver.openPage('popup.html');

  await server.send(JSON.stringify({ type: 'transcript', text: 'quince sum', final: false, id: '1' }));
  await isFollowed('quince sum');
  await panel.waitForSelector('.interim ::-p-text(quince sum)');
  await popup.waitForSelector('.words ::-p-text(quince sum)');
  await driver.endServiceWorker();
  // The server says that its text is of the second that ends at 1.25 s: no delay is known of sound that was not sent yet.
  await waitFor(
    'two seconds of sound at the far side',
    async () => ((await server.status()).connections[0]?.recordedSeconds ?? 0) > 2,
  );
  await server.send(
    JSON.stringify({ type: 'transcript', text: 'Quince, sumac.', id: '1', start: 0.5, end: 1.25 }),
  );
  await isStored('Quince, sumac.');
  await server.send('<b>marzipan</b>', { channel: 'opened-by-the-server' });
  await isFollowed('<b>marzipan</b>');
  await isStored('<b>marzipan</b>');
  await panel.waitForSelector('.paragraph ::-p-text(<b>marzipan</b>)');
  await popup.waitForSelector('.words ::-p-text(<b>marzipan</b>)');
  expect(
    await panel.$$eval('.said', (all) =>
      all.map((each) => each.querySelector('p')?.textContent.trim()).join(' '),
    ),
  ).toBe('Quince, sumac. <b>marzipan</b>');
  expect(await panel.$('.interim')).toBeNull();
  await panel.close();
  await popup.close();
  expect(await driver.segments()).toMatchObject([
    { text: 'Quince, sumac.', isFinal: true, timing: 'server', source: 'live' },
    { text: '<b>marzipan</b>', isFinal: true, timing: 'arrival', source: 'live' },
  ]);
  await page.close();

  await server.send('x'.repeat(20_000), { times: 20 });
  await server.send('xx', { times: 5000 });
  await server.send(JSON.stringify({ type: 'status', data: 'x'.repeat(100) }), { times: 15_000 });
  await driver.stop();
  expect((await driver.segments()).length).toBeLessThan(1500);
  const events = await driver.events();
  expect(events.length).toBeLessThan(100);
  const counted = events.find(({ kind }) => kind === 'texts-counted');
  expect(counted).toMatchObject({ delay: { p50: expect.any(Number) as number } });
  expect(await driver.remembered()).not.toMatch(/quince|sumac|marzipan|xx/i);
});

it('a sentence in whose middle the connection is replaced is there once, after a roll-over and after a loss', async () => {
  const newest = async () => (await server.status()).connections.at(-1);
  const count = async () => (await server.status()).connections.length;
  const isOpen = (connections: number) =>
    waitFor(
      `the channel of connection ${String(connections)}`,
      async () => (await count()) >= connections && (await newest())?.channels.includes('text'),
      { deadlineMs: 40_000 },
    );
  const say = (id: number, text: string, isFinal: boolean, connection = -1) =>
    server.send(JSON.stringify({ type: 'transcript', id, text, final: isFinal }), { connection });
  await driver.goLive(jsonOfferProfile({ url: server.url, sessionLimitMs: 14_000 }));
  await isOpen(1);
  const panel = await driver.openPage('sidepanel.html');
  await say(1, 'Apricot, quince.', true);
  await say(2, 'sumac and marz', false);
  await panel.waitForSelector('.interim ::-p-text(sumac and marz)');
  await driver.events('rolled-over');
  await isOpen(2);
  // The second server counts its texts anew, and has heard the end of what the first one had.
  await say(1, 'and marzipan', false);
  await say(1, 'and marzipan for all.', true);
  await say(2, 'Then came the', false);
  await panel.waitForSelector('.interim ::-p-text(Then came the)');
  const before = await count();
  await server.close();
  await driver.events('recovered');
  await isOpen(before + 1);
  await say(1, 'came the nutmeg.', true);
  await isStored('came the nutmeg.');
  await driver.stop();
  expect((await driver.texts()).join(' ')).toBe(
    'Apricot, quince. sumac and marzipan for all. Then came the nutmeg.',
  );
  await panel.close();
});

/** The program of docs/transcript.md, with a recogniser that hears one word in the first frame. */
async function documentedServer(port: number): Promise<string> {
  const page = await readFile(new URL('../../docs/transcript.md', import.meta.url), 'utf8');
  const [, program = ''] = /```python\n([\s\S]+?)```/.exec(page) ?? [];
  const placeholder = 'words := None';
  expect(program).toContain(placeholder);
  return program
    .replace(placeholder, 'words := "sumac" if frame.pts == 0 else None')
    .replaceAll('8080', String(port));
}

it('the server in twenty lines of the documentation sends its text', async () => {
  const port = await freePort('127.0.0.1');
  const command = [PYTHON, '-u', '-c', await documentedServer(port)] as const;
  const peer = await startPeerProcess([...command], /Running on/);
  try {
    await driver.goLive(jsonOfferProfile({ url: `http://127.0.0.1:${String(port)}/offer` }));
    await isStored('sumac');
    await driver.stop();
  } finally {
    await peer.stop();
  }
});
