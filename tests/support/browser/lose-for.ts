import { expect } from 'vitest';
import type { Profile } from '../../../utils/domain/profiles/profile.ts';
import type { Settings } from '../../../utils/domain/settings/settings.ts';
import { orderOf } from '../coded-order.ts';
import type { AiortcPeer } from '../peers/aiortc.ts';
import type { Wav } from '../wav.ts';
import { unprocessed } from './profiles.ts';
import type { withRelay } from './relay.ts';
import type { SessionDriver } from './session-driver.ts';
import { waitFor } from './wait-for.ts';

const patience = { deadlineMs: 60_000 };

interface Lost {
  driver: SessionDriver;
  relay: ReturnType<typeof withRelay>;
  profile: Profile;
  /** Milliseconds of sound that have to wait before packets pass again. */
  waitingMs: number;
  /** Seconds that the far side has recorded: the recordings themselves are long, and to ask for one holds the far side up. */
  seconds(): Promise<number>;
  settings?: Partial<Settings>;
}

/** Makes a session live, drops every packet until enough sound is waiting, and waits until it is level again. */
export async function loseFor({ driver, relay, profile, waitingMs, seconds, settings }: Lost): Promise<void> {
  await driver.goLive(profile, { ...unprocessed, ...settings });
  await waitFor('three seconds at the far side', async () => (await seconds()) > 3, patience);
  relay.forwarder().setDark(true);
  const isLong = async () => ((await driver.behind())?.behindMs ?? 0) >= waitingMs;
  await waitFor(`${String(waitingMs)} ms to wait`, isLong, patience);
  relay.forwarder().setDark(false);
  await driver.events('catch-up-ended');
  await waitFor('the microphone to be sent again', async () => (await driver.behind()) === null, patience);
  const before = await waitFor('the length of what arrived so far', seconds, patience);
  await waitFor('what is sent as it is said', async () => (await seconds()) > before + 1, patience);
}

export const secondsAt = (server: AiortcPeer) => async () =>
  (await server.status()).connections.reduce((sum, { recordedSeconds }) => sum + recordedSeconds, 0);

/** The sound that each connection to a peer received, without connections over which nothing came. */
export async function heardAt(server: AiortcPeer): Promise<Wav[]> {
  const sounds: Wav[] = [];
  for (const [index, { recordedSeconds }] of (await server.status()).connections.entries()) {
    if (recordedSeconds > 0) sounds.push(await server.recording(index));
  }
  return sounds;
}

/** The numbers that arrived, more than were said before the loss and could be said after it. */
export function orderHeard(sounds: readonly Wav[]) {
  const order = orderOf(sounds);
  expect(order.heard).toBeGreaterThan(60);
  // A catch-up goes back to the pause before the last proof, over 3 s at most.
  expect(order.back.length).toBeLessThanOrEqual(1);
  for (const step of order.back) expect(step).toBeGreaterThan(-30);
  return order;
}
