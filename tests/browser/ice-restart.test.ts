import { expect, it } from 'vitest';
import type { SessionEvent } from '../../utils/domain/log/session-event.ts';
import { databaseRows } from '../support/browser/extension-readers.ts';
import { whipProfile } from '../support/browser/profiles.ts';
import { withDriver, withServer } from '../support/browser/fixtures.ts';
import type { SessionDriver } from '../support/browser/session-driver.ts';
import { hearSpeech } from '../support/browser/hear-speech.ts';
import { withRelay } from '../support/browser/relay.ts';
import { waitFor } from '../support/browser/wait-for.ts';
import { startWhipServer, type WhipServer } from '../support/peers/whip-server.ts';

const patience = { deadlineMs: 40_000 };
let driver: SessionDriver;
let server: WhipServer;

withServer(
  () => startWhipServer(),
  (given) => {
    server = given;
  },
);
const relay = withRelay();
withDriver((given) => {
  driver = given;
});

/** Makes a session live over a relay behind a kind of NAT, and then drops the NAT's mapping silently. */
async function losePath(): Promise<void> {
  await driver.goLive(whipProfile({ url: server.url, ...relay.only() }));
  await cutPaths();
}

/**
 * Cuts all paths until the loss is noticed, by the popup or by the log, which knows it even where the
 * connection healed first.
 */
async function cutPaths(): Promise<void> {
  const losses = async () =>
    (await databaseRows<SessionEvent>(driver, 'events')).filter(({ kind }) => kind === 'recovery-began')
      .length;
  const before = await losses();
  relay.forwarder().cutPaths();
  await waitFor('the loss to be noticed', async () => (await losses()) > before, patience);
}

/** Seconds after a gap in which a receiver plays faster or slower, so that its speech is not judged. */
const settlingSeconds = 2;

/** Records what the server's first session receives from now on, without the first moments. */
async function recordingFromNow() {
  const [first] = server.sessions;
  if (!first) throw new Error('No session was made yet.');
  const { samples: before } = await first.recording();
  return async () => {
    const { sampleRate, samples } = await first.recording();
    return { sampleRate, samples: samples.subarray(before.length + settlingSeconds * sampleRate) };
  };
}

const restarts = () =>
  server.requests.filter(({ method, headers }) => method === 'PATCH' && headers['if-match'] === '*');
const recovered = async () => (await driver.events('recovered')).filter(({ kind }) => kind === 'recovered');

it('an ICE restart gives the connection a new path in the same WHIP session, and the words go on', async () => {
  await losePath();
  await driver.popup.waitForPhase('live', patience);
  const recording = await recordingFromNow();
  expect(await recovered()).toEqual([expect.objectContaining({ by: 'ice-restart', attempts: 0 })]);
  expect(await driver.events('recovered')).toContainEqual(
    expect.objectContaining({ kind: 'ice-restart-began' }),
  );
  expect(server.sessions.map((session) => session.iceRestarts())).toEqual([1]);
  expect(restarts().map(({ status }) => status)).toEqual([200]);
  await expect.poll(() => driver.held()).toEqual({ microphones: 1, connections: 1 });
  await hearSpeech(recording);
  await driver.stop();
  await waitFor('the DELETE', () => server.sessions[0]?.deletedAt());
});

it('an ICE restart that the server refuses is followed by a second connection, and not tried again', async () => {
  server.options.iceRestart = false;
  await losePath();
  await driver.popup.waitForPhase('live', patience);
  expect(await recovered()).toEqual([expect.objectContaining({ by: 'new-connection', attempts: 1 })]);
  expect(await driver.events('recovered')).toContainEqual(
    expect.objectContaining({ facts: expect.objectContaining({ iceRestartRefused: true }) as unknown }),
  );
  await waitFor('the DELETE of the first', () => server.sessions[0]?.deletedAt());

  await cutPaths();
  await waitFor('a third session', () => server.sessions.length === 3, patience);
  await driver.popup.waitForPhase('live', patience);
  expect(restarts().map(({ status }) => status)).toEqual([422]);
  expect(server.sessions).toHaveLength(3);
  await hearSpeech(server.recording);
});

it('an ICE restart of a session that the server has forgotten is followed by a new offer', async () => {
  await losePath();
  server.sessions[0]?.forget();
  await driver.popup.waitForPhase('live', patience);
  expect(restarts().map(({ status }) => status)).toEqual([404]);
  expect(await recovered()).toEqual([expect.objectContaining({ by: 'new-connection' })]);
});

it('an ICE restart that fails leaves the old path unchanged, which may heal by itself', async () => {
  server.options.iceRestart = false;
  const answered = Promise.withResolvers<void>();
  await losePath();
  server.options.answerAfter = answered.promise;
  const offers = () => server.requests.filter(({ method }) => method === 'POST').length;
  await waitFor('the second offer', () => offers() === 2, patience);
  relay.forwarder().mendPaths();
  await driver.popup.waitForPhase('live', patience);
  answered.resolve();
  expect(await recovered()).toEqual([expect.objectContaining({ attempts: 1 })]);
  expect(await recovered()).not.toContainEqual(expect.objectContaining({ by: 'new-connection' }));
  expect(server.sessions[0]?.alive()).toBe(true);
  await hearSpeech(await recordingFromNow());
});
