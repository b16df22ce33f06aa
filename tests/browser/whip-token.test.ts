import { describe, expect, it } from 'vitest';
import { stored } from '../support/browser/extension-readers.ts';
import { withDriver, withServer } from '../support/browser/fixtures.ts';
import { openPopup } from '../support/browser/popup.ts';
import { whipProfile } from '../support/browser/profiles.ts';
import type { SessionDriver } from '../support/browser/session-driver.ts';
import { waitFor } from '../support/browser/wait-for.ts';
import { textsOf } from '../support/messages.ts';
import type { RecordedRequest } from '../support/peers/http-server.ts';
import { startWhipServer, type WhipServer } from '../support/peers/whip-server.ts';
import { withoutWarmUps } from '../support/peers/without-warm-ups.ts';

const token = 'a-token-of-the-user';
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

const sent = () => withoutWarmUps(server.requests);
const requested = (method: string) => server.requests.filter((request) => request.method === method);

function newestSession() {
  const session = server.sessions.at(-1);
  if (!session) throw new Error('No session was made yet.');
  return session;
}

const isDeleted = () => waitFor('the DELETE', () => newestSession().deletedAt());

describe('the token of a WHIP profile', () => {
  const withToken = () => whipProfile({ url: server.url, token });
  const tokensOf = (requests: readonly RecordedRequest[]) =>
    new Set(requests.map(({ headers }) => headers['authorization']));

  it('goes with every request of a session, and with no warm-up', async () => {
    server.options.authorization = `Bearer ${token}`;
    await driver.goLive(withToken());
    await driver.stop();
    await isDeleted();
    expect(new Set(sent().map(({ method }) => method))).toEqual(new Set(['POST', 'PATCH', 'DELETE']));
    expect(tokensOf(sent())).toEqual(new Set([`Bearer ${token}`]));

    const popup = await openPopup(driver);
    try {
      await waitFor('a warm-up', () => requested('OPTIONS').length > 0);
      expect(tokensOf(requested('OPTIONS'))).toEqual(new Set([undefined]));
    } finally {
      await popup.close();
    }
  });

  it('adds no header to any request where it is empty', async () => {
    await driver.goLive(whipProfile({ url: server.url }));
    await driver.stop();
    await isDeleted();
    expect(tokensOf(server.requests)).toEqual(new Set([undefined]));
  });

  it('is stored only in the settings, as is its user name, and the session URL only outside the log until its deletion', async () => {
    const username = 'speaker-of-the-studio';
    const authorization = `Basic ${btoa(`${username}:${token}`)}`;
    Object.assign(server.options, { authorization, challenge: 'Basic realm="studio"', location: 'absolute' });
    await driver.goLive(whipProfile({ url: server.url, token, username }));
    const { id } = newestSession();
    const kept = await waitFor('the session URL to be kept', async () => {
      const open = await stored(driver, 'openWhipSessions');
      return JSON.stringify(open ?? null).includes(id) && open;
    });
    const whileLive = await driver.remembered();
    expect(whileLive.replace(JSON.stringify(kept), '')).not.toContain(id);
    await driver.stop();
    await isDeleted();
    expect(tokensOf(sent())).toEqual(new Set([authorization]));
    const afterwards = await driver.remembered();
    expect(afterwards).toContain(server.origin);
    for (const secret of [token, username]) expect(whileLive + afterwards).not.toContain(secret);
    expect(afterwards).not.toContain(id);
  });

  it('follows a redirect (307) within the origin, and the session URL is relative to where that led', async () => {
    server.options.authorization = `Bearer ${token}`;
    server.options.redirectTo = server.otherPath;
    await driver.goLive(withToken());
    expect(requested('POST').map(({ path, status }) => [path, status])).toEqual([
      ['/whip', 307],
      [server.otherPath, 201],
    ]);
    expect(newestSession().path).toMatch(/^\/whip\/moved\/session\//);
    await driver.stop();
    await isDeleted();
    expect(tokensOf(sent())).toEqual(new Set([`Bearer ${token}`]));
  });

  it('goes to a session at another port of the host once the user has allowed that, and before nothing does', async () => {
    const elsewhere = await startWhipServer();
    const { t } = textsOf('en');
    try {
      server.options.redirectTo = elsewhere.url;
      await driver.goLive(withToken());
      await waitFor('the question', async () =>
        (await driver.popup.text()).includes(t('session_url_message', elsewhere.origin)),
      );
      await driver.popup.click(t('session_url_allow'));
      await driver.popup.page.waitForSelector('.question', { hidden: true });
      await driver.stop();
      expect(elsewhere.requests.map(({ method }) => method)).toEqual(['POST']);
      expect(tokensOf(elsewhere.requests)).toEqual(new Set([undefined]));

      await driver.startAgain();
      await driver.popup.waitForPhase('live');
      expect(await driver.popup.page.$('.question')).toBeNull();
      await driver.stop();
      await waitFor('the DELETE there', () => elsewhere.sessions[1]?.deletedAt());
      const [, post, ...rest] = elsewhere.requests;
      expect(post?.method).toBe('POST');
      expect(new Set(rest.map(({ method }) => method))).toEqual(new Set(['PATCH', 'DELETE']));
      // A browser takes no token along where an offer is redirected to another origin.
      expect([post?.headers['authorization'], tokensOf(rest)]).toEqual([
        undefined,
        new Set([`Bearer ${token}`]),
      ]);
    } finally {
      await elsewhere.stop();
    }
  });

  it('is asked about also where the Start at such a server has failed', async () => {
    const elsewhere = await startWhipServer();
    const { t } = textsOf('en');
    try {
      elsewhere.options.answer = 'invalid';
      server.options.redirectTo = elsewhere.url;
      await driver.start(withToken());
      await driver.popup.waitForPhase('failed');
      await waitFor('the question', async () =>
        (await driver.popup.text()).includes(t('session_url_message', elsewhere.origin)),
      );
      await driver.popup.click(t('session_url_decline'));
      await driver.popup.page.waitForSelector('.question', { hidden: true });
      expect(elsewhere.requests.map(({ method }) => method)).toEqual(['POST']);
    } finally {
      await elsewhere.stop();
    }
  });

  it('is asked about where the session lies under another scheme of the host, and goes nowhere before', async () => {
    const { t } = textsOf('en');
    const sessionOrigin = server.origin.replace('http:', 'https:');
    Object.assign(server.options, { location: 'origin', sessionOrigin });
    await driver.goLive(withToken());
    await waitFor('the question', async () =>
      (await driver.popup.text()).includes(t('session_url_message', sessionOrigin)),
    );
    await driver.popup.click(t('session_url_decline'));
    await driver.popup.page.waitForSelector('.question', { hidden: true });
    await driver.stop();
    expect(await driver.events()).toContainEqual(
      expect.objectContaining({ kind: 'session-url-unused', origin: sessionOrigin, why: 'unasked' }),
    );
    expect(sent().map(({ method }) => method)).toEqual(['POST']);
  });
});
