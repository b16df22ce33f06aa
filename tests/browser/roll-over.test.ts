import { describe, expect, it } from 'vitest';
import { matchSpeech } from '../support/audio-match.ts';
import { withDriver, withServer } from '../support/browser/fixtures.ts';
import { whipProfile } from '../support/browser/profiles.ts';
import type { SessionDriver } from '../support/browser/session-driver.ts';
import { hearSpeech } from '../support/browser/hear-speech.ts';
import { waitFor } from '../support/browser/wait-for.ts';
import { startCoturn } from '../support/peers/coturn.ts';
import { startWhipServer, type WhipServer } from '../support/peers/whip-server.ts';
import { speechFile } from '../support/speech.ts';
import { readWav } from '../support/wav.ts';

const patience = { deadlineMs: 40_000 };
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

const kinds = async () => (await driver.events()).map(({ kind }) => kind);
const methods = () =>
  server.requests.map(({ method }) => method).filter((method) => method === 'POST' || method === 'DELETE');
const isReplaced = () => waitFor('the DELETE of the first', () => server.sessions[0]?.deletedAt(), patience);

async function sessionAt(index: number) {
  const session = server.sessions[index];
  if (!session) throw new Error('This session was not made yet.');
  const recording = await session.recording();
  const match = matchSpeech(await readWav(await speechFile()), recording);
  return { ...match, seconds: recording.samples.length / recording.sampleRate };
}

describe('a session at a server that ends each connection after a while', () => {
  it('has its next connection before that, without a gap, and only then is the first one deleted', async () => {
    await driver.goLive(whipProfile({ url: server.url, sessionLimitMs: 12_000 }));
    await isReplaced();
    expect(methods()).toEqual(['POST', 'POST', 'DELETE']);
    expect(server.sessions[1]?.states).toContain('connected');
    await hearSpeech(() => (server.sessions[1] ?? server).recording());

    const [before, after] = [await sessionAt(0), await sessionAt(1)];
    const loop = await readWav(await speechFile());
    const loopSeconds = loop.samples.length / loop.sampleRate;
    const endOfFirst = before.offsetSeconds + before.seconds;
    // How far the second recording begins after the end of the first one, in the loop: a positive gap means
    // missing words.
    const gap = (((after.offsetSeconds - endOfFirst) % loopSeconds) + loopSeconds) % loopSeconds;
    expect(gap > loopSeconds / 2 ? gap - loopSeconds : gap).toBeLessThan(0.1);
    // Enough words to know the place by; a busy machine stutters over the others.
    expect(before.matchedSeconds).toBeGreaterThan(1);

    expect(await driver.popup.phase()).toBe('live');
    expect(await driver.held()).toMatchObject({ microphones: 1 });
    await driver.stop();
    expect(await kinds()).toEqual(expect.arrayContaining(['roll-over-began', 'rolled-over']));
    expect(await kinds()).not.toContain('recovery-began');
    await waitFor('every DELETE', () => server.sessions.every((each) => each.deletedAt()));
  });

  it('is interrupted for a moment where the server takes one publisher, which the log says', async () => {
    server.options.onePublisher = true;
    await driver.goLive(whipProfile({ url: server.url, sessionLimitMs: 10_000 }));
    await isReplaced();
    expect(await driver.events('recovered')).toContainEqual(
      expect.objectContaining({ kind: 'recovery-began', cause: 'replaced' }),
    );
    await driver.popup.waitForPhase('live', patience);
    expect(server.sessions.map((each) => each.alive())).toEqual([false, true]);
  });

  it('recovers where the limit was not known and the server ends its connection', async () => {
    await driver.goLive(whipProfile({ url: server.url }));
    await waitFor(
      'some seconds',
      async () => ((await server.sessions[0]?.stats())?.recordedSeconds ?? 0) > 4,
    );
    await server.sessions[0]?.close();
    const events = await driver.events('recovered');
    expect(events).toContainEqual(expect.objectContaining({ kind: 'recovery-began', cause: 'closed' }));
    expect(events).toContainEqual(expect.objectContaining({ kind: 'recovered', by: 'new-connection' }));
    await hearSpeech(server.recording);
    expect(server.sessions).toHaveLength(2);
  });
});

describe('TURN credentials that expire', () => {
  it('are renewed by a new connection before they expire, and the words go on over the new relay', async () => {
    const coturn = await startCoturn({ authSecret: 'a secret that the server shares with its TURN server' });
    const announce = (livesMs: number) => {
      server.options.iceServers = [
        { urls: coturn.turnUrl(), ...coturn.restCredentials(Date.now() + livesMs) },
      ];
    };
    try {
      announce(16_000);
      await driver.goLive(whipProfile({ url: server.url, iceTransportPolicy: 'relay' }));
      const allocations = coturn.allocations();
      announce(3_600_000);
      await isReplaced();
      expect(coturn.allocations()).toBeGreaterThan(allocations);
      await hearSpeech(server.recording);
      expect(await driver.popup.phase()).toBe('live');
      await driver.stop();
      await waitFor('all relays to be given back', () => coturn.heldAllocations() === 0);
      expect(await driver.events()).toContainEqual(
        expect.objectContaining({ kind: 'rolled-over', cause: 'turn-expiry' }),
      );
      expect(await kinds()).not.toContain('recovery-began');
      expect(await driver.remembered()).not.toContain(coturn.username);
    } finally {
      await coturn.stop();
    }
  });

  it('cause a warning where they belong to the profile, because no server renews them', async () => {
    const coturn = await startCoturn({ authSecret: 'a secret' });
    try {
      const iceServers = [{ url: coturn.turnUrl(), ...coturn.restCredentials(Date.now() + 14_000) }];
      await driver.goLive(whipProfile({ url: server.url, iceServers, iceTransportPolicy: 'relay' }));
      await driver.events('turn-credentials-expiring');
      expect(server.sessions).toHaveLength(1);
    } finally {
      await coturn.stop();
    }
  });
});
