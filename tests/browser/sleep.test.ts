import { setTimeout as passed } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { withDriver, withServer } from '../support/browser/fixtures.ts';
import { whipProfile } from '../support/browser/profiles.ts';
import type { SessionDriver } from '../support/browser/session-driver.ts';
import { waitFor } from '../support/browser/wait-for.ts';
import { startWhipServer, type WhipServer } from '../support/peers/whip-server.ts';
import { processTree } from '../support/process-tree.ts';

const patience = { deadlineMs: 40_000 };

/** Milliseconds for which the computer sleeps: the browser's own watch of the connection would call 5 s a loss. */
const sleptMs = 4000;

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

/** Stops or continues all processes of the browser, as a computer that sleeps does. */
function signalBrowser(signal: 'SIGSTOP' | 'SIGCONT'): void {
  const pid = driver.browser.process()?.pid;
  if (pid === undefined) throw new Error('The browser has no process.');
  for (const each of processTree(pid)) process.kill(each, signal);
}

it.skipIf(process.platform !== 'linux')(
  'a computer that slept for some seconds goes on with the same connection, and the log says that it slept',
  async () => {
    await driver.goLive(whipProfile({ url: server.url }));
    // A busy machine may have needed another session by now.
    const newest = () => server.sessions.at(-1);
    await waitFor('some seconds', async () => ((await newest()?.stats())?.recordedSeconds ?? 0) > 3);
    await driver.popup.waitForPhase('live', patience);
    const session = newest();
    const { length: sessions } = server.sessions;
    signalBrowser('SIGSTOP');
    // How long the computer sleeps is what is tried here, and is no wait for anything.
    await passed(sleptMs).finally(() => {
      signalBrowser('SIGCONT');
    });
    const packets = async () => (await session?.stats())?.packetsReceived ?? 0;
    const before = await packets();
    const events = await driver.events('clock-jumped');
    const jump = events.find((event) => event.kind === 'clock-jumped');
    expect(jump?.byMs).toBeGreaterThan(sleptMs - 1000);
    await waitFor('the server to hear it again', async () => (await packets()) > before + 50);
    await driver.popup.waitForPhase('live', patience);
    await driver.stop();
    const kinds = (await driver.events()).map(({ kind }) => kind);
    expect(kinds.slice(kinds.indexOf('clock-jumped'))).not.toContain('recovery-began');
    expect(server.sessions).toHaveLength(sessions);
  },
);
