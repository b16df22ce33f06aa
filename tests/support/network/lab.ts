import type { Failure } from '../../../utils/domain/failure/failure.ts';
import type { Settings } from '../../../utils/domain/settings/settings.ts';
import type { Warning } from '../../../utils/domain/warnings/warning-kinds.ts';
import type { Profile } from '../../../utils/domain/profiles/profile.ts';
import type { SessionEvent } from '../../../utils/domain/log/session-event.ts';
import { databaseRows } from '../browser/extension-readers.ts';
import type { LaunchOptions } from '../browser/launch-browser.ts';
import { followPopup } from '../browser/popup-timeline.ts';
import { chooseProfile, unprocessed } from '../browser/profiles.ts';
import { launchSessionDriver, nothingHeld } from '../browser/session-driver.ts';
import { waitFor } from '../browser/wait-for.ts';
import { restore, type Fault } from './faults.ts';
import { launchWithin } from './launch-within.ts';
import { serverName, startNameServer } from './name-server.ts';
import { createCertificate } from './certificate.ts';
import { createNetwork } from './network.ts';
import type { RemoteBehaviour } from './remote-whip-protocol.ts';
import { startReceiver, type ReceiverKind } from './receivers.ts';
import { startSniffer } from './sniffer.ts';
import type { Outcome } from './outcome.ts';

/** Packets of 20 ms that have arrived from a client before its fault. */
export const steadyPackets = 200;
/** Packets of 20 ms that arrive after a fault until a session counts as healed. */
const healedPackets = 150;
/** Milliseconds within which a session whose fault was at its start is live, or has failed. */
const startDeadlineMs = 20_000;
/** Milliseconds within which what is late is sent: a minute of it takes two at 1.5 times the speed. */
const catchUpDeadlineMs = 4 * 60_000;
/** Milliseconds for which a service worker lives where it is ended again and again. */
const workerLifeMs = 5000;

export interface Experiment {
  receiver: ReceiverKind;
  fault: Fault;
  /** How a WHIP server behaves from the start. */
  behaviour?: RemoteBehaviour | undefined;
  /** How what could not arrive is sent late; where this is absent, the far end is what is usual for its kind. */
  catchUp?: Settings['catchUp'];
  /** Whether the fault begins at the click on Start, and not in the middle of the session. */
  isAtStart?: boolean | undefined;
  /** Whether the service worker is ended every five seconds throughout. */
  endsWorker?: boolean | undefined;
  /** Warnings that have to be raised, and cleared before the session is ended. */
  warns?: readonly Warning[] | undefined;
  /** The failure by which the session ends, where it cannot outlive the fault. */
  endsBy?: Failure['reason'] | undefined;
}

export type Lab = Awaited<ReturnType<typeof createLab>>;

/** A profile by which a server gets late what it could not get at once. */
export const toRecogniser = (profile: Profile): Profile =>
  profile.kind === 'loopback' ? profile : { ...profile, destination: 'recogniser' };

/** Runs the built extension in a browser behind a NAT, for one fault after the other. */
export async function createLab(options: Partial<LaunchOptions> = {}) {
  await using stack = new AsyncDisposableStack();
  const network = stack.use(await createNetwork());
  const { browserSide } = stack.use(await startNameServer(network));
  const grantedOrigins = [`http://${network.serverHost}/*`, `http://${serverName}/*`];
  const certificate = stack.use(await createCertificate(network.serverHost));
  const trusting = `--ignore-certificate-errors-spki-list=${certificate.spki}`;
  const extraArgs = [...(options.extraArgs ?? []), trusting];
  const driver = await launchSessionDriver({ ...options, grantedOrigins, extraArgs }, (all) =>
    launchWithin(browserSide, all),
  );
  stack.defer(driver.close);
  const browserPid = driver.browser.process()?.pid ?? 0;
  const owned = stack.move();

  /** Describes the state of everything where an experiment did not end. */
  async function circumstances(): Promise<string> {
    const events = await databaseRows<SessionEvent>(driver, 'events');
    const newest = events.toSorted((one, other) => one.at - other.at).slice(-25);
    const lines = newest.map(({ sessionId: _, writer: _writer, seq: _seq, ...event }) =>
      JSON.stringify(event),
    );
    return `The popup says:\n${await driver.popup.text()}\nThe log ends with:\n${lines.join('\n')}`;
  }

  const closeHost = () => driver.evaluate(() => chrome.offscreen.closeDocument());

  function endWorkerAgainAndAgain() {
    const timer = setInterval(() => void driver.endServiceWorker().catch(() => undefined), workerLifeMs);
    return {
      async [Symbol.asyncDispose](): Promise<void> {
        clearInterval(timer);
      },
    };
  }

  const isLevel = (deadlineMs: number) =>
    waitFor('all that is late to be sent', async () => (await driver.behind()) === null, {
      deadlineMs,
      everyMs: 500,
    });

  async function warningsAreOver(warns: readonly Warning[]): Promise<void> {
    const areCleared = async () => {
      const events = await driver.events('live');
      const cleared = events.flatMap((event) => (event.kind === 'warning-cleared' ? event.warning : []));
      return warns.every((warning) => cleared.includes(warning));
    };
    await waitFor(`${warns.join(', ')} to be cleared`, areCleared, { deadlineMs: 40_000, everyMs: 500 });
  }

  /**
   * Waits until the browser knows the network: it notices another one late, and a session that begins in
   * between is a scenario of its own.
   */
  async function networkIsKnown(): Promise<void> {
    const gathered = () =>
      driver.popup.page.evaluate(async () => {
        const connection = new RTCPeerConnection();
        const addresses: string[] = [];
        connection.addEventListener('icecandidate', ({ candidate }) => {
          if (candidate?.address) addresses.push(candidate.address);
        });
        connection.addTransceiver('audio');
        await connection.setLocalDescription();
        while (connection.iceGatheringState !== 'complete')
          await new Promise((resolve) => {
            connection.addEventListener('icegatheringstatechange', resolve, { once: true });
          });
        connection.close();
        return [...new Set(addresses)].join(' ');
      });
    await waitFor(
      'the browser to know its network',
      async () => (await gathered()) === network.home.address,
      {
        deadlineMs: 20_000,
      },
    );
  }

  return {
    driver,
    network,
    browserPid,

    /** Runs one session from Start to its end, with one fault in the middle. */
    async run({ receiver: kind, fault, ...special }: Experiment): Promise<Outcome> {
      const { catchUp, behaviour = {}, isAtStart = false, endsWorker = false, endsBy, warns = [] } = special;
      await using receiver = await startReceiver(kind, network, certificate);
      await using sniffer = await startSniffer(network.serverSide);
      const audioArrives = (since: number, packets: number, deadlineMs: number) =>
        waitFor(`${String(packets)} packets of audio`, () => sniffer.audioSince(since).length >= packets, {
          deadlineMs,
          everyMs: 200,
        });
      const startedAt = Date.now();
      try {
        if (Object.keys(behaviour).length > 0) await receiver.behave(behaviour);
        if (isAtStart) await chooseProfile(driver, receiver.profile);
        else if (catchUp) await driver.goLive(toRecogniser(receiver.profile), { ...unprocessed, catchUp });
        else await driver.goLive(receiver.profile);
        if (!isAtStart) await audioArrives(Date.now(), steadyPackets, 20_000);
        const popup = await followPopup(driver.popup.page);
        await using _ = endsWorker ? endWorkerAgainAndAgain() : null;
        const untilHealed = (since: number) =>
          audioArrives(since, healedPackets, 60_000).then(() => undefined);
        if (isAtStart) await driver.startAgain();
        const times = await fault({ network, receiver, browserPid, untilHealed, closeHost });
        if (endsBy === undefined) {
          await driver.popup.waitForPhase('live', { deadlineMs: isAtStart ? startDeadlineMs : 60_000 });
          await audioArrives(times.ended, healedPackets, 60_000);
          if (catchUp) await isLevel(catchUpDeadlineMs);
          // By then a late alarm has had its time.
          await audioArrives(Date.now(), healedPackets, 30_000);
          await warningsAreOver(warns);
        } else {
          await driver.popup.waitForPhase('failed', { deadlineMs: 60_000 });
        }
        const sightings = await popup.since(times.began);
        const audio = sniffer.audioSince(startedAt);
        // Only the server can end a session whose answer was lost (aiortc only after half a minute).
        if (isAtStart && kind !== 'aiortc')
          await waitFor('one session at the server', async () => (await receiver.alive()) === 1, {
            deadlineMs: 60_000,
            everyMs: 500,
          });
        if (endsBy === undefined) await driver.stop();
        // The document closes itself when it is not needed, which may be in the middle of a look at it.
        const held = await waitFor('a look at what is held', () =>
          driver.hasOffscreenDocument() ? driver.held() : nothingHeld,
        );
        const events = await driver.events();
        const heard = catchUp ? await receiver.heard() : [];
        const leftBehind = await receiver.leftBehind();
        return { ...times, sightings, audio, events, held, heard, leftBehind };
      } catch (error) {
        throw new Error(await circumstances(), { cause: error });
      } finally {
        await restore(network);
        await driver.reset();
        await networkIsKnown();
      }
    },

    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
