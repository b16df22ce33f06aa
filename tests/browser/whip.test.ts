import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sortIceServers } from '../../utils/domain/profiles/ice-server-list.ts';
import { toRtcIceServer } from '../../utils/domain/profiles/ice-server.ts';
import { stored } from '../support/browser/extension-readers.ts';
import { withDriver, withServer } from '../support/browser/fixtures.ts';
import { whipProfile } from '../support/browser/profiles.ts';
import type { SessionDriver } from '../support/browser/session-driver.ts';
import { hearSpeech } from '../support/browser/hear-speech.ts';
import { waitFor } from '../support/browser/wait-for.ts';
import { startCoturn, type Coturn } from '../support/peers/coturn.ts';
import { anyIceServer, goodIceServer } from '../support/drawn-ice-servers.ts';
import { startWhipServer, type WhipServer } from '../support/peers/whip-server.ts';
import { withoutCandidates } from '../support/peers/whip/answer-rewrites.ts';
import { withoutWarmUps } from '../support/peers/without-warm-ups.ts';

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
const methods = () => sent().map(({ method }) => method);
const requested = (method: string) => server.requests.filter((request) => request.method === method);

function newestSession() {
  const session = server.sessions.at(-1);
  if (!session) throw new Error('No session was made yet.');
  return session;
}

const isDeleted = () => waitFor('the DELETE', () => newestSession().deletedAt());

it('a WHIP session carries the spoken words to the server', async () => {
  await driver.goLive(whipProfile({ url: server.url, redundancy: 'always' }));
  await hearSpeech(server.recording);
  await driver.stop();
  const codecs = (await driver.events()).flatMap((event) =>
    event.kind === 'codec-selected' ? [event.codec] : [],
  );
  // libwebrtc takes both, so that what was asked for against loss was agreed on.
  expect(codecs.at(-1)).toMatchObject({ nack: true, red: true });
});

it('a server that refuses what is asked for against loss is asked again without, and not asked for it the next time', async () => {
  const asksForNack = (offer: string) => /a=rtcp-fb:\d+ nack/.test(offer);
  server.options.says = ({ body }) => (asksForNack(body) ? { status: 400 } : undefined);
  await driver.goLive(whipProfile({ url: server.url }));
  await driver.stop();
  expect(requested('POST').map(({ body }) => asksForNack(body))).toEqual([true, true, false]);
  await driver.startAgain();
  await driver.popup.waitForPhase('live');
  expect(asksForNack(requested('POST').at(-1)?.body ?? '')).toBe(false);
  expect(requested('POST')).toHaveLength(4);
});

describe('candidates', () => {
  it.each([
    ['with the entity tag of the 201', true],
    ['without If-Match where the server has no tags', false],
  ])('follow the offer by PATCH, %s', async (_, etag) => {
    server.options.etag = etag;
    await driver.goLive(whipProfile({ url: server.url }));
    await waitFor('the answer to the last candidate', () => {
      const last = requested('PATCH').at(-1);
      return last?.body.includes('a=end-of-candidates') && last.status;
    });

    expect(methods()[0]).toBe('POST');
    expect(requested('POST')).toHaveLength(1);
    expect(requested('POST')[0]?.body).not.toContain('a=candidate:');
    expect(
      requested('PATCH')
        .map(({ body }) => body)
        .join(''),
    ).toContain('a=candidate:');
    for (const { headers, path, status } of requested('PATCH')) {
      expect({ path, status, tag: headers['if-match'] }).toEqual({
        path: newestSession().path,
        status: 204,
        tag: etag ? newestSession().etag() : undefined,
      });
    }
    await driver.stop();
    await isDeleted();
  });

  describe.each([405, 422, 501] as const)('refused with %i', (status) => {
    it('are gathered before a second offer, and the first session is deleted', async () => {
      Object.assign(server.options, { patch: status, writes: withoutCandidates });
      await driver.goLive(whipProfile({ url: server.url }));
      expect(methods()).toEqual(['POST', 'PATCH', 'DELETE', 'POST']);
      expect(requested('POST')[1]?.body).toContain('a=candidate:');
      expect(server.sessions.map((session) => session.alive())).toEqual([false, true]);
      await driver.stop();
      await isDeleted();
      expect(methods()).toEqual(['POST', 'PATCH', 'DELETE', 'POST', 'DELETE']);
    });
  });

  it('that were refused once are not tried again, even by a new service worker', async () => {
    Object.assign(server.options, { patch: 405, writes: withoutCandidates });
    await driver.goLive(whipProfile({ url: server.url }));
    await driver.stop();
    await expect
      .poll(async () =>
        Object.values(((await stored(driver, 'learnedFacts')) ?? {}) as Record<string, unknown>),
      )
      .toEqual([expect.objectContaining({ trickleRefused: true })]);
    await driver.endServiceWorker();

    const before = sent().length;
    await driver.startAgain();
    await driver.popup.waitForPhase('live');
    const again = sent().slice(before);
    expect(again.map(({ method }) => method)).toEqual(['POST']);
    expect(again[0]?.body).toContain('a=candidate:');
  });
});

describe('ICE servers that the server announces', () => {
  let coturn: Coturn;
  beforeEach(async () => {
    coturn = await startCoturn();
    const { username, credential } = coturn;
    server.options.iceServers = [{ urls: coturn.turnUrl(), username, credential }];
  });
  afterEach(() => coturn.stop());

  const relayed = expect.objectContaining({
    kind: 'candidate-pair-selected',
    pair: expect.objectContaining({ localType: 'relay' }) as unknown,
  }) as unknown;
  const relayOnly = () => whipProfile({ url: server.url, iceTransportPolicy: 'relay' });

  it('by Link of the 201 are used by this very session', async () => {
    await driver.goLive(relayOnly());
    expect(methods().slice(0, 2)).toEqual(['POST', 'PATCH']);
    expect(coturn.allocations()).toBeGreaterThan(0);
    await driver.stop();
    expect(await driver.events()).toContainEqual(relayed);
    expect(await driver.remembered()).not.toContain(coturn.credential);
  });

  it('with any others are a list that this browser takes', async () => {
    await driver.goLive(whipProfile({ url: server.url }));
    const lists = fc
      .sample(fc.array(fc.oneof(goodIceServer, anyIceServer), { maxLength: 6 }), 300)
      .map((entries) => sortIceServers(entries).servers.map(toRtcIceServer));
    const refused = await driver.popup.page.evaluate((given) => {
      const connection = new RTCPeerConnection();
      return given.filter((iceServers) => {
        try {
          connection.setConfiguration({ iceServers });
          return false;
        } catch {
          return true;
        }
      });
    }, lists);
    expect(refused).toEqual([]);
    await driver.stop();
  });

  it('are used where candidates cannot follow: from the first answer, and from OPTIONS the next time', async () => {
    // The first session is not reached, so that it is the refused candidates that matter.
    const writes = (answer: string) => (server.sessions.length === 1 ? withoutCandidates(answer) : answer);
    Object.assign(server.options, { patch: 405, linkOnOptions: true, writes });
    await driver.goLive(relayOnly());
    expect(methods()).toEqual(['POST', 'PATCH', 'DELETE', 'POST']);
    await driver.stop();
    expect(await driver.events()).toContainEqual(relayed);

    const before = server.requests.length;
    await driver.goLive(relayOnly());
    expect(server.requests.slice(before).map(({ method }) => method)).toEqual(['OPTIONS', 'POST']);
    await driver.stop();
    expect(await driver.events()).toContainEqual(relayed);
  });
});
