import { readFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { HTTPRequest } from 'puppeteer-core';
import { describe, expect, it } from 'vitest';
import type { Failure } from '../../utils/domain/failure/failure.ts';
import { defaultSettings, watchRanges } from '../../utils/domain/settings/settings.ts';
import { restrictedPorts } from '../../utils/signalling/http/restricted-port.ts';
import { expectFailure } from '../support/browser/expect-failure.ts';
import { withDriver, withServer } from '../support/browser/fixtures.ts';
import { testOrigins, whipProfile } from '../support/browser/profiles.ts';
import type { SessionDriver } from '../support/browser/session-driver.ts';
import { waitFor } from '../support/browser/wait-for.ts';
import { textsOf } from '../support/messages.ts';
import { createCertificate } from '../support/network/certificate.ts';
import type { NoReply } from '../support/peers/http-server.ts';
import { startWhipServer, type WhipServer } from '../support/peers/whip-server.ts';
import type { WhipBehaviour } from '../support/peers/whip/options.ts';
import { withoutWarmUps } from '../support/peers/without-warm-ups.ts';
import { startWrtcHost } from '../support/peers/wrtc-host.ts';
import { speechFile } from '../support/speech.ts';
import { readWav } from '../support/wav.ts';

const token = 'a-token-of-the-user';
let driver: SessionDriver;
let server: WhipServer;

withServer(
  () => startWhipServer(),
  (given) => {
    server = given;
  },
);
withDriver(
  (given) => {
    driver = given;
  },
  { grantedOrigins: [...testOrigins, 'https://127.0.0.1/*'] },
);

describe('a server that answers the offer with', () => {
  // A status or an answer that the offer may have caused is followed by an offer without the data channel, and by one without
  // what is asked for against loss; one that the channel may have caused alone, by an offer without the channel.
  const offersAfter = ({ reason, ...failure }: Failure): number => {
    if (['server-refused', 'server-error', 'server-answer-invalid'].includes(reason)) return 3;
    return 'retryAfterMs' in failure && failure.retryAfterMs === null ? 2 : 1;
  };

  it.each<[string, Partial<WhipBehaviour>, Failure]>([
    ['400', { status: 400 }, { reason: 'server-refused', status: 400 }],
    ['401', { status: 401 }, { reason: 'server-unauthorized' }],
    ['401 to another token', { authorization: 'Bearer another-token' }, { reason: 'server-unauthorized' }],
    ['403', { status: 403 }, { reason: 'server-forbidden' }],
    ['404', { status: 404 }, { reason: 'server-not-found' }],
    ['410', { status: 410 }, { reason: 'server-gone' }],
    ['500', { status: 500 }, { reason: 'server-error', status: 500 }],
    ['503', { status: 503 }, { reason: 'server-overloaded', retryAfterMs: null, status: 503 }],
    [
      '503 for half a minute',
      { status: 503, retryAfter: '30' },
      { reason: 'server-overloaded', retryAfterMs: 30_000, status: 503 },
    ],
    ['a page of a hotel network', { answer: 'wrong-type' }, { reason: 'server-answer-invalid' }],
  ])('%s', async (_, behaviour, failure) => {
    Object.assign(server.options, behaviour);
    await driver.start(whipProfile({ url: server.url, token }));
    await expectFailure(driver, failure);
    expect(withoutWarmUps(server.requests).map(({ method }) => method)).toEqual(
      Array.from({ length: offersAfter(failure) }, () => 'POST'),
    );
    expect(await driver.remembered()).not.toContain(token);
  });

  it.each([
    [
      'problem details (RFC 9457)',
      'application/problem+json',
      JSON.stringify({ title: 'Forbidden', detail: `Stage <b>two</b> is closed for ${token}.` }),
      'The server says: “Stage <b>two</b> is closed for ….”',
    ],
    ['plain text', 'text/plain', `no room left\nfor ${token}`, 'The server says: “no room left for …”'],
  ])('its own sentence, as %s, is shown as text, without the token', async (_, type, body, words) => {
    server.options.says = () => ({ status: 403, headers: { 'Content-Type': type }, body });
    await driver.start(whipProfile({ url: server.url, token }));
    await driver.popup.waitForPhase('failed');
    expect(await driver.popup.text()).toContain(words);
    expect(await driver.popup.page.$$eval('.panel b', (found) => found.length)).toBe(0);
    const [failed] = (await driver.events()).filter(({ kind }) => kind === 'session-failed');
    expect(failed).toMatchObject({
      failure: { reason: 'server-forbidden', said: expect.any(String) as string },
    });
    expect(await driver.remembered()).not.toContain(token);
  });

  it.each<[string, NoReply, Failure, offers: number]>([
    // Each is followed by one without the data channel, of which the server may have died.
    ['a reply that is dropped', 'drop', { reason: 'server-unreachable', why: 'dropped' }, 4],
    ['a body that breaks off', 'break off', { reason: 'server-unreachable', why: 'broke-off' }, 2],
  ])(
    '%s, gets one more offer, because the network may have been about to change',
    async (_, says, failure, count) => {
      server.options.says = () => says;
      await driver.start(whipProfile({ url: server.url, token }));
      await expectFailure(driver, failure);
      // Chromium itself sends a request again over another connection, where the one that it kept ready is dropped.
      const offers = server.requests.filter(({ method, body }) => method === 'POST' && body !== '');
      expect(new Set(offers.map(({ body }) => body)).size).toBe(count);
      expect(await driver.remembered()).not.toContain(token);
    },
  );

  it.each<[string, Partial<WhipBehaviour>]>([
    ['an invalid answer', { answer: 'invalid' }],
    [
      'a line that a careless reader reads for minutes',
      { writes: (answer) => `${answer}a=fmtp:111${' '.repeat(200_000)}\rx\r\n` },
    ],
  ])('201 and %s, gets a DELETE for the session it created', async (_, behaviour) => {
    Object.assign(server.options, behaviour);
    await driver.start(whipProfile({ url: server.url }));
    await expectFailure(driver, { reason: 'server-answer-invalid' });
    expect(server.sessions.map((session) => session.deletedAt())).toEqual([
      expect.any(Number),
      expect.any(Number),
      expect.any(Number),
    ]);
  });

  it('409, is reported as busy with another publisher', async () => {
    server.options.onePublisher = true;
    const others = await startWrtcHost();
    try {
      const { offer } = await others.offer({ speech: await readWav(await speechFile()), gather: true });
      const headers = { 'Content-Type': 'application/sdp' };
      expect((await fetch(server.url, { method: 'POST', headers, body: offer })).status).toBe(201);
      await driver.start(whipProfile({ url: server.url }));
      await expectFailure(driver, { reason: 'server-busy' });
    } finally {
      await others.stop();
    }
  });

  it('nothing at all, is reported as a timeout', async () => {
    server.options.answer = 'never';
    const watch = { ...defaultSettings().watch, connectDeadlineMs: watchRanges.connectDeadlineMs.lowest };
    await driver.start(whipProfile({ url: server.url }), { watch });
    await expectFailure(driver, { reason: 'server-timeout' });
  });
});

it('a WHIP server that does not exist is reported as unreachable', async () => {
  await server.kill();
  await driver.start(whipProfile({ url: server.url }));
  await expectFailure(driver, { reason: 'server-unreachable' });
});

it('an address of TLS whose certificate the browser refuses is opened in a tab, and reached once it is accepted there', async () => {
  await using certificate = await createCertificate('127.0.0.1');
  const [cert, key] = await Promise.all(
    [certificate.certificateFile, certificate.keyFile].map((path) => readFile(path)),
  );
  const secure = createServer({ cert, key }, (_, response) => response.writeHead(404).end('no page here'));
  await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve));
  const { port } = secure.address() as AddressInfo;
  try {
    await driver.start(whipProfile({ url: `https://127.0.0.1:${String(port)}/whip` }));
    await expectFailure(driver, { reason: 'server-unreachable', secure: true });
    await driver.popup.page.click('button[data-step="open-server"]');
    const opened = await driver.browser.waitForTarget((target) => target.url().includes(String(port)));
    const warning = await opened.asPage();
    await waitFor('the browser to warn of the certificate', async () =>
      (await warning.evaluate(() => document.body.innerText)).includes('ERR_CERT_AUTHORITY_INVALID'),
    );
    // These letters accept a certificate in Chromium, like the link for it behind "Advanced".
    await warning.keyboard.type('thisisunsafe');
    await waitFor('the page behind the warning', async () =>
      (await warning.evaluate(() => document.body.innerText)).includes('no page here'),
    );
    await warning.close();
    await driver.popup.page.bringToFront();
    await driver.startAgain();
    const next = await driver.events();
    expect(next).toContainEqual(
      expect.objectContaining({
        kind: 'session-failed',
        failure: { reason: 'server-not-found', said: 'no page here' },
      }),
    );
  } finally {
    secure.close();
  }
});

it('ports of other protocols are known as the browser knows them', async () => {
  const { page } = driver.popup;
  const refused = new Set<number>();
  const note = (request: HTTPRequest) => {
    if (request.failure()?.errorText === 'net::ERR_UNSAFE_PORT')
      refused.add(Number(new URL(request.url()).port));
  };
  page.on('requestfailed', note);
  // The neighbours of the list's ports are asked as well; 0 is none that can be asked.
  const asked = [...restrictedPorts].flatMap((port) => [port - 1, port, port + 1]).filter((port) => port > 0);
  await page.evaluate(
    (ports) =>
      Promise.allSettled(
        ports.map((port) => fetch(`http://127.0.0.1:${String(port)}/`, { mode: 'no-cors' })),
      ).then(() => undefined),
    asked,
  );
  page.off('requestfailed', note);
  expect([...refused].toSorted((one, other) => one - other)).toEqual(
    [...restrictedPorts].filter((port) => port > 0),
  );
  await driver.start(whipProfile({ url: 'http://127.0.0.1:6000/whip' }));
  await expectFailure(driver, { reason: 'server-unreachable', why: 'restricted-port' });
});

it('a redirect to another origin that wants a token is named, and gets none', async () => {
  const elsewhere = await startWhipServer({ authorization: `Bearer ${token}` });
  try {
    server.options.redirectTo = elsewhere.url;
    await driver.start(whipProfile({ url: server.url, token }));
    await expectFailure(driver, { reason: 'server-redirected', origin: elsewhere.origin });
    expect(elsewhere.requests.map(({ method, status }) => [method, status])).toEqual([['POST', 401]]);
    expect(elsewhere.requests[0]?.headers).not.toHaveProperty('authorization');
  } finally {
    await elsewhere.stop();
  }
});

it('a redirect to a host without access is told as that, and nothing is sent there', async () => {
  const elsewhere = await startWhipServer();
  try {
    // Chromium takes every name that ends in `.localhost` to this computer.
    server.options.redirectTo = elsewhere.url.replace('127.0.0.1', 'edge.localhost');
    await driver.start(whipProfile({ url: server.url, token }));
    await expectFailure(driver, { reason: 'server-moved-unseen' });
    expect(elsewhere.requests.filter(({ method }) => method !== 'OPTIONS')).toEqual([]);
    for (const { headers } of elsewhere.requests) expect(headers).not.toHaveProperty('authorization');
  } finally {
    await elsewhere.stop();
  }
});

describe('a server that asks to come back later', () => {
  const sentence = new RegExp(textsOf('en').t('step_wait_countdown', '(\\d+) sec'));
  async function secondsLeft(): Promise<number | null> {
    const shown = await driver.popup.text();
    const seconds = sentence.exec(shown)?.[1];
    return seconds === undefined ? null : Number(seconds);
  }

  it.each([
    ['in seconds', '5'],
    ['at a time', () => new Date(Date.now() + 5500).toUTCString()],
  ])('by %s is waited for: the seconds count down, and then Start works', async (_, retryAfter) => {
    Object.assign(server.options, { status: 503, retryAfter });
    await driver.start(whipProfile({ url: server.url }));
    await driver.popup.waitForPhase('failed');
    const first = await waitFor('the countdown', secondsLeft);
    await waitFor('fewer seconds, or none', async () => ((await secondsLeft()) ?? 0) < first);
    await waitFor('the end of the countdown', async () => (await secondsLeft()) === null);
    server.options.status = undefined;
    await driver.startAgain();
    await driver.popup.waitForPhase('live');
  });
});
