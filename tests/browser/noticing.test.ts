import { describe, expect, it } from 'vitest';
import type { Failure } from '../../utils/domain/failure/failure.ts';
import type { SessionEvent } from '../../utils/domain/log/session-event.ts';
import { expectFailure } from '../support/browser/expect-failure.ts';
import { stored } from '../support/browser/extension-readers.ts';
import { withDriver, withServer } from '../support/browser/fixtures.ts';
import { dataChannels } from '../support/browser/page-media.ts';
import { jsonOfferProfile, openAiProfile, whipProfile } from '../support/browser/profiles.ts';
import type { SessionDriver } from '../support/browser/session-driver.ts';
import { waitFor } from '../support/browser/wait-for.ts';
import { startAiortc, type AiortcPeer } from '../support/peers/aiortc.ts';
import { startOpenAiRealtime } from '../support/peers/openai-realtime.ts';
import { withoutCandidates } from '../support/peers/whip/answer-rewrites.ts';
import { startWhipServer, type WhipServer } from '../support/peers/whip-server.ts';
import type { DataChannelBehaviour } from '../support/peers/whip/data-channel.ts';

const patience = { deadlineMs: 30_000 };
let driver: SessionDriver;

withDriver((given) => {
  driver = given;
});

const channels = async () => dataChannels(await driver.offscreenPage());
const kinds = (events: readonly SessionEvent[]) => events.map(({ kind }) => kind);

/** Expects the log up to the loss to show that the figures noticed it before the browser's own states did. */
async function expectSilenceFirst(): Promise<void> {
  const events = await driver.events('recovery-began');
  const began = events.findIndex(({ kind }) => kind === 'recovery-began');
  expect(events[began]).toMatchObject({ kind: 'recovery-began', cause: 'link-silent' });
  expect(events.slice(0, began)).not.toContainEqual(expect.objectContaining({ status: 'disconnected' }));
}

describe('aiortc, which gives no transport feedback', () => {
  let server: AiortcPeer;
  withServer(
    () => startAiortc(),
    (given) => {
      server = given;
    },
  );

  it.each([
    ['aiortc', () => server.url, ['text']],
    ['fastrtc', () => server.fastRtcUrl, ['text']],
    ['pipecat', () => server.pipecatUrl, ['chat']],
  ] as const)('is asked several times a second, without its application (%s)', async (variant, url, own) => {
    await driver.goLive(jsonOfferProfile({ variant, url: url() }));
    await waitFor('keepalives', async () =>
      (await channels()).some(({ label, messagesSent }) => label === 'keepalive' && messagesSent >= 8),
    );
    expect((await channels()).map(({ label }) => label).toSorted()).toEqual([...own, 'keepalive'].toSorted());
    const [connection] = (await server.status()).connections;
    expect(connection?.channels).toEqual(own);
    for (const { text } of connection?.messages ?? [])
      expect(text).toMatch(/^(handshake|ping: \d+|.*"client-ready".*)$/);
  });

  it('is reported as silent, when its process is stopped, before the browser’s own states show it', async () => {
    await driver.goLive(jsonOfferProfile({ url: server.url }));
    server.freeze();
    await driver.popup.waitForPhase('recovering', patience);
    server.thaw();
    await expectSilenceFirst();
  });

  it('is not reported as lost while a page of the extension is busy for 1.5 s', async () => {
    await driver.goLive(jsonOfferProfile({ url: server.url }));
    await waitFor('keepalives', async () => (await channels()).some(({ messagesSent }) => messagesSent >= 8));
    const options = await driver.openPage('options.html');
    for (let times = 0; times < 3; times += 1) {
      await options.evaluate(() => {
        const end = performance.now() + 1500;
        while (performance.now() < end);
      });
    }
    await options.close();
    const before = Math.max(...(await channels()).map(({ messagesSent }) => messagesSent));
    await waitFor('the watch to go on', async () =>
      (await channels()).some(({ messagesSent }) => messagesSent >= before + 8),
    );
    await driver.stop();
    expect(kinds(await driver.events())).not.toContain('recovery-began');
  });
});

describe('a WHIP server', () => {
  let server: WhipServer;
  withServer(
    () => startWhipServer(),
    (given) => {
      server = given;
    },
  );

  const posts = () => server.requests.filter(({ method }) => method === 'POST');
  const hasChannel = () => posts().map(({ body }) => body.includes('m=application '));
  const profile = () => whipProfile({ url: server.url });

  async function startAgain(): Promise<void> {
    await driver.startAgain();
    await driver.popup.waitForPhase('live');
  }

  it('that gives transport feedback is offered a data channel until that is known', async () => {
    await driver.goLive(profile());
    await driver.stop();
    await startAgain();
    expect(hasChannel()).toEqual([true, false]);
    await expect
      .poll(async () =>
        Object.values(((await stored(driver, 'learnedFacts')) ?? {}) as Record<string, unknown>),
      )
      .toEqual([expect.objectContaining({ transportFeedback: true })]);
  });

  it('that gives none is asked by a data channel, over its first and only connection', async () => {
    server.options.transportFeedback = false;
    await driver.goLive(profile());
    expect(server.requests.map(({ method }) => method)).not.toContain('DELETE');
    expect(hasChannel()).toEqual([true]);
    await expect.poll(() => driver.held()).toEqual({ microphones: 1, connections: 1 });
    await waitFor('keepalives', async () => (await channels()).some(({ messagesSent }) => messagesSent >= 8));
    expect(server.sessions.at(-1)?.channels).toEqual([]);
    server.freezeMedia();
    await driver.popup.waitForPhase('recovering', patience);
    server.thawMedia();
    await expectSilenceFirst();
    await driver.stop();
    await startAgain();
    expect(hasChannel().at(-1)).toBe(true);
  });

  it('is reported as silent, when its process is stopped, before the browser’s own states show it', async () => {
    await driver.goLive(profile());
    // How often the far side shows itself has to be known first.
    await waitFor('two seconds of speech', async () => {
      const { recordedSeconds = 0 } = (await server.sessions[0]?.stats()) ?? {};
      return recordedSeconds >= 2;
    });
    server.freezeMedia();
    await driver.popup.waitForPhase('recovering', patience);
    server.thawMedia();
    await expectSilenceFirst();
  });

  const json = () => jsonOfferProfile({ url: server.url });
  it.each<[DataChannelBehaviour, typeof profile, string[], Failure['reason']]>([
    ['leaves its m-line out of the answer', profile, ['DELETE', 'POST'], 'server-answer-unusable'],
    ['leaves its m-line out of the answer', json, ['POST'], 'server-answer-unusable'],
    ['answers with another password for connectivity checks', json, ['POST'], 'connect-timeout'],
  ])(
    'that %s gets one more offer, without a data channel, by the same click',
    async (fault, made, asked, reason) => {
      Object.assign(server.options, { transportFeedback: false, dataChannel: fault });
      await driver.goLive(made());
      const methods = server.requests.map(({ method }) => method);
      expect(methods.filter((method) => method === 'POST' || method === 'DELETE')).toEqual([
        'POST',
        ...asked,
      ]);
      expect(hasChannel()).toEqual([true, false]);
      await driver.stop();
      const log = await driver.events();
      expect(log.flatMap((event) => (event.kind === 'offer-repeated' ? [event.failure.reason] : []))).toEqual(
        [reason],
      );
      await startAgain();
      expect(hasChannel()).toEqual([true, false, false]);
    },
  );

  it('that refuses a data channel gets an offer without one, in later sessions at once', async () => {
    Object.assign(server.options, { transportFeedback: false, dataChannel: 'answers 406' });
    await driver.goLive(profile());
    expect(posts().map(({ status }) => status)).toEqual([406, 201]);
    expect(hasChannel()).toEqual([true, false]);
    await driver.stop();
    expect(await driver.events()).toContainEqual(
      expect.objectContaining({
        kind: 'profile-learned',
        facts: expect.objectContaining({ dataChannelRefused: true }) as unknown,
      }),
    );
    await driver.endServiceWorker();
    await startAgain();
    expect(posts().map(({ status }) => status)).toEqual([406, 201, 201]);
    expect(hasChannel()).toEqual([true, false, false]);
  });

  it('that refuses data channels and later candidates costs one more connection for each of the two', async () => {
    const writes = withoutCandidates;
    Object.assign(server.options, {
      transportFeedback: false,
      dataChannel: 'answers 406',
      patch: 405,
      writes,
    });
    await driver.goLive(profile());
    expect(posts().map(({ status }) => status)).toEqual([406, 201, 201]);
    await expect.poll(() => driver.held()).toEqual({ microphones: 1, connections: 1 });
  });

  it('that refuses every offer is reported by its first refusal, from which nothing is learned', async () => {
    server.options.transportFeedback = false;
    await driver.goLive(profile());
    await driver.stop();
    server.options.status = 400;
    await driver.startAgain();
    await expectFailure(driver, { reason: 'server-refused', status: 400 });
    expect(hasChannel()).toEqual([true, true, false, false]);
    expect(JSON.stringify(await stored(driver, 'learnedFacts'))).not.toMatch(
      /dataChannelRefused|lossProtectionRefused/,
    );
  });

  it('that answers no OPTIONS is found again after an outage', async () => {
    server.options.deafToOptions = true;
    await driver.goLive(profile());
    await server.kill();
    await driver.popup.waitForPhase('recovering', patience);
    await server.revive();
    await driver.popup.waitForPhase('live', patience);
    expect(await driver.events('recovered')).toContainEqual(
      expect.objectContaining({ kind: 'recovered', by: 'new-connection' }),
    );
  });
});

it('an OpenAI Realtime server is offered its own data channel, and no keepalive channel', async () => {
  const server = await startOpenAiRealtime();
  try {
    await driver.goLive(openAiProfile({ url: server.origin }));
    expect((await channels()).map(({ label, messagesSent }) => [label, messagesSent])).toEqual([
      ['oai-events', 0],
    ]);
  } finally {
    await server.stop();
  }
});
