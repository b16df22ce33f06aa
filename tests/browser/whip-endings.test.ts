import { afterEach, describe, expect, it } from 'vitest';
import { defaultSettings } from '../../utils/domain/settings/settings.ts';
import { expectFailure } from '../support/browser/expect-failure.ts';
import { withDriver, withServer } from '../support/browser/fixtures.ts';
import { microphoneTracks } from '../support/browser/page-media.ts';
import { stopAndTell, whipProfile } from '../support/browser/profiles.ts';
import { nothingHeld, type SessionDriver } from '../support/browser/session-driver.ts';
import { waitFor } from '../support/browser/wait-for.ts';
import { startWhipServer, type WhipServer } from '../support/peers/whip-server.ts';

const token = 'a-token-of-the-user';
let driver: SessionDriver;
let server: WhipServer;

withServer(
  () => startWhipServer({ authorization: `Bearer ${token}` }),
  (given) => {
    server = given;
  },
);
withDriver((given) => {
  driver = given;
});
afterEach(() => driver.setMicrophonePermission('granted'));

const profile = () => whipProfile({ url: server.url, token });
const postSeen = () => waitFor('the POST', () => server.requests.some(({ method }) => method === 'POST'));

async function everythingIsDeleted(): Promise<void> {
  await waitFor('the DELETE of every session', () => server.sessions.every((each) => each.deletedAt()));
  const deletes = server.requests.filter(({ method }) => method === 'DELETE');
  await waitFor('the answers to them', () => deletes.every(({ status }) => status));
  expect(deletes.map(({ path, headers, status }) => [path, headers['authorization'], status])).toEqual(
    server.sessions.map(({ path }) => [path, `Bearer ${token}`, 200]),
  );
}

it('Stop deletes the WHIP session once, with the token, and releases everything', async () => {
  await driver.goLive(profile());
  await driver.stop();
  expect(await driver.held()).toEqual(nothingHeld);
  await driver.badgeIs('');
  expect(server.sessions).toHaveLength(1);
  await everythingIsDeleted();
});

describe('Stop while the offer is under way', () => {
  it('deletes the session that the late answer still creates', async () => {
    const answered = Promise.withResolvers<void>();
    server.options.answerAfter = answered.promise;
    await driver.start(profile());
    await postSeen();
    await driver.popup.stop();
    await driver.popup.waitForPhase('stopping');
    answered.resolve();
    await driver.popup.waitForPhase('idle');
    expect(server.sessions).toHaveLength(1);
    await everythingIsDeleted();
    expect(await driver.held()).toEqual(nothingHeld);
  });

  it('ends where no answer comes, and leaves nothing behind', async () => {
    server.options.answer = 'never';
    await driver.start(profile());
    await postSeen();
    await driver.stop();
    expect(server.sessions).toEqual([]);
    expect(await driver.held()).toEqual(nothingHeld);
    await driver.badgeIs('');
  });
});

describe('a microphone that fails after the offer was posted has its session deleted', () => {
  it('when it is taken away before the answer', async () => {
    const answered = Promise.withResolvers<void>();
    server.options.answerAfter = answered.promise;
    await driver.start(profile());
    await postSeen();
    const host = await driver.offscreenPage();
    await waitFor('the microphone', async () => (await microphoneTracks(host)).length > 0);
    await driver.setMicrophonePermission('denied');
    await driver.popup.waitForPhase('stopping');
    answered.resolve();
    await expectFailure(driver, { reason: 'microphone-refused' });
    expect(server.sessions).toHaveLength(1);
    await everythingIsDeleted();
  });

  it('when it is not connected', async () => {
    const microphone = { ...defaultSettings().microphone, deviceId: 'a microphone that is gone' };
    await driver.start(profile(), { microphone });
    await expectFailure(driver, { reason: 'microphone-missing' });
    await everythingIsDeleted();
  });
});

it('a WHIP server that vanishes is told as a lost connection, all is released, and Start works again', async () => {
  await driver.goLive(profile(), stopAndTell);
  await server.kill();
  await expectFailure(driver, { reason: 'connection-lost', status: 'disconnected' }, { deadlineMs: 30_000 });
  expect(await driver.events()).toContainEqual(expect.objectContaining({ kind: 'connection-lost' }));

  await server.revive();
  await driver.startAgain();
  await driver.popup.waitForPhase('live');
  await driver.badgeIs('ON');
});
