import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gapLedger } from '../../utils/domain/past/gap-ledger.ts';
import { killPages } from '../support/browser/kill-pages.ts';
import { openPopup } from '../support/browser/popup.ts';
import { unprocessed } from '../support/browser/profiles.ts';
import { launchSessionDriver, type SessionDriver } from '../support/browser/session-driver.ts';
import { waitFor } from '../support/browser/wait-for.ts';
import { orderOf, type CodedOrder } from '../support/coded-order.ts';
import { extensionDir } from '../support/extension-dir.ts';
import { textsOf } from '../support/messages.ts';
import { catchUpOf, cuts, hasJitterBuffer, recognisers, type Recogniser } from '../support/network/cuts.ts';
import { createLab, toRecogniser, type Lab } from '../support/network/lab.ts';
import { launchWithin } from '../support/network/launch-within.ts';
import { createNetwork, networkHindrance } from '../support/network/network.ts';
import {
  eventsOf,
  holesAgainstLedger,
  ledgerProblems,
  logProblems,
  timeline,
  type Outcome,
} from '../support/network/outcome.ts';
import {
  isVerbose,
  isWhole,
  plannedRuns,
  runTimeout as timeout,
  share,
  shares,
} from '../support/network/planned-runs.ts';
import { startReceiver } from '../support/network/receivers.ts';
import { startSniffer } from '../support/network/sniffer.ts';
import { startSpeechServer, type SpeechServer } from '../support/peers/speech-server.ts';
import { codedFile, DIGITS, digitsFile } from '../support/speech.ts';
import { spokenOrder } from '../support/spoken-order.ts';
import { encodeWav, type Wav } from '../support/wav.ts';

const runs = plannedRuns(cuts, () => recognisers);

const hindrance = await networkHindrance();

const figures: object[] = [];
afterAll(() => console.table(figures));

describe.skipIf(hindrance !== null)('every tenth of a second arrives once and in order', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await createLab({ audioFile: await codedFile() });
  });
  afterAll(async () => {
    await lab[Symbol.asyncDispose]();
  });

  it.each(runs)('through %s', { timeout }, async (title, { name, receiver, isLoss = false, ...cut }) => {
    const outcome = await lab.run({ ...cut, receiver, catchUp: catchUpOf(cut) });
    const order = orderOf(outcome.heard);
    figures.push(row(name, receiver, outcome, order));
    if (isVerbose) console.log(`${title}\n${timeline(outcome)}`);
    expect(logProblems(outcome)).toEqual([]);
    expect(ledgerProblems(outcome)).toEqual([]);
    expect(outcome.leftBehind).toBe(0);
    const { capturedMs, lostMs, lateMs } = gapLedger(outcome.events, Date.now());
    expect(capturedMs / 1000).toBeLessThan(order.seconds + 2);
    if (isLoss) return;
    expect(lostMs).toBe(0);
    expect(lateMs).toBeGreaterThan(1000);
    const begun = eventsOf(outcome, 'catch-up-began');
    const damaged = hasJitterBuffer(receiver) ? begun.length : 0;
    expect(order.missing.length).toBeLessThanOrEqual(damaged);
    expect(order.skips.length).toBeLessThanOrEqual(damaged);
    // What is said twice is what the log says may be.
    expect(order.back.length).toBeLessThanOrEqual(begun.length);
    expect(order.doubled).toBeLessThanOrEqual(sentAgainMs(outcome) / 100);
  });
});

describe.skipIf(hindrance !== null || !isWhole || share !== 1)(
  'every spoken digit is read once and in order',
  () => {
    let lab: Lab;
    let reader: SpeechServer;
    beforeAll(async () => {
      lab = await createLab({ audioFile: await digitsFile() });
      reader = await startSpeechServer({ words: [...new Set(DIGITS)] });
    });
    afterAll(async () => {
      await lab[Symbol.asyncDispose]();
      await reader.stop();
    });

    const read = async (sound: Wav): Promise<string[]> => {
      const form = new FormData();
      form.set('file', new File([Uint8Array.from(encodeWav(sound))], 'heard.wav'));
      form.set('response_format', 'json');
      const answer = await fetch(reader.batchUrl, { method: 'POST', body: form });
      const { text } = (await answer.json()) as { text: string };
      return text.split(/\s+/).filter((word) => word !== '');
    };

    it.each(
      Object.entries(cuts).flatMap(([name, cut]) =>
        cut.isRead
          ? recognisers.map((receiver) => [`${name} (${receiver})`, { receiver, ...cut }] as const)
          : [],
      ),
    )('through %s', { timeout }, async (title, { receiver, ...cut }) => {
      const outcome = await lab.run({ ...cut, receiver, catchUp: catchUpOf(cut) });
      const words: string[] = [];
      for (const sound of outcome.heard) words.push(...(await read(sound)));
      const order = spokenOrder(words, DIGITS);
      const begun = eventsOf(outcome, 'catch-up-began').length;
      const againMs = sentAgainMs(outcome);
      figures.push({ title, ...order, 'again ms': againMs });
      expect(order.read).toBeGreaterThan(10);
      expect(order.missing).toBeLessThanOrEqual(hasJitterBuffer(receiver) ? begun : 0);
      // A digit and its pause take 0.8 s; one at each end of the session, and at each cut, is spoken in part.
      expect(order.extra).toBeLessThanOrEqual(Math.ceil(againMs / 800) + 2 * (begun + 1));
    });
  },
);

// What kills the session's host comes last, because nothing of the extension outlives it in the lab's browser. Two shares of the
// matrix have no test in common.
describe.skipIf(hindrance !== null || !isWhole || share !== shares)('every tenth of a second that', () => {
  /** Kills what the session runs in, and has it go on. */
  type Kill = (driver: SessionDriver, launchAgain: () => Promise<SessionDriver>) => Promise<SessionDriver>;

  /** Only the user opens a microphone in a new browser; one that goes on is live by itself, where it still knows its session. */
  async function resumeIn(driver: SessionDriver): Promise<void> {
    const popup = await openPopup(driver);
    await waitFor('the popup to know the session', async () => (await popup.phase()) !== 'idle');
    if ((await popup.phase()) === 'failed') await popup.click(textsOf('en').t('popup_resume'));
    await popup.waitForPhase('live');
  }

  const killRenderer: Kill = async (driver) => {
    killPages(driver);
    await waitFor('the offscreen document to be gone', () => !driver.hasOffscreenDocument());
    await driver.browser.installExtension(extensionDir);
    await resumeIn(driver);
    return driver;
  };

  const killBrowser: Kill = async (driver, launchAgain) => {
    const killed = driver.browser.process();
    killed?.kill('SIGKILL');
    await waitFor('the browser to be gone', () => killed?.signalCode);
    const again = await launchAgain();
    await resumeIn(again);
    return again;
  };

  it.each<[string, Recogniser, Kill]>(
    recognisers.flatMap((receiver) => [
      ['its pages are killed', receiver, killRenderer] as [string, Recogniser, Kill],
      ['the browser is killed and the session resumed', receiver, killBrowser] as [string, Recogniser, Kill],
    ]),
  )(
    'was said before %s, or after it, arrives once and in order (%s)',
    { timeout },
    async (_title, kind, kill) => {
      await using network = await createNetwork();
      await using receiver = await startReceiver(kind, network);
      await using sniffer = await startSniffer(network.serverSide);
      await using profileDir = await mkdtempDisposable(join(tmpdir(), 'steadymic-profile-'));
      const audioFile = await codedFile();
      const grantedOrigins = [`http://${network.serverHost}/*`];
      const launch = () =>
        launchSessionDriver({ audioFile, grantedOrigins, profileDir: profileDir.path }, (all) =>
          launchWithin(network.browserSide, all),
        );
      const audioSince = (since: number) =>
        waitFor('some seconds of audio', () => sniffer.audioSince(since).length > 300);
      let driver = await launch();
      try {
        await driver.goLive(toRecogniser(receiver.profile), { ...unprocessed, catchUp: catchUpOf({}) });
        const liveAt = Date.now();
        await audioSince(liveAt);
        const killedAt = Date.now();
        driver = await kill(driver, launch);
        await audioSince(Date.now());
        const stoppedAt = Date.now();
        const popup = await openPopup(driver);
        await popup.stop();
        await waitFor('the goodbyes', async () => (await receiver.leftBehind()) === 0, {
          deadlineMs: 60_000,
        });
        const [before, after] = (await receiver.heard()).map((each) => orderOf([each]));
        figures.push({
          kill: kill.name,
          receiver: kind,
          before: inWords(before),
          after: inWords(after),
          liveMs: killedAt - liveAt,
          restMs: stoppedAt - killedAt,
        });
        for (const order of [before, after]) {
          expect(order?.missing).toEqual([]);
          expect(order?.skips).toEqual([]);
        }
        // But for what was still on its way through the encoder and the receiver.
        expect(before?.seconds).toBeGreaterThan((killedAt - liveAt) / 1000 - 0.5);
        expect(after?.seconds).toBeGreaterThan(5);
      } finally {
        await driver.close();
      }
    },
  );
});

/** An order as a cell of the table of figures. */
const inWords = (order: CodedOrder | undefined) =>
  order &&
  `${String(order.heard)} heard, ${String(order.missing.length)} missing, ${String(order.doubled)} doubled, ${order.seconds.toFixed(1)} s`;

const sentAgainMs = (outcome: Outcome) =>
  eventsOf(outcome, 'catch-up-began').reduce((sum, { againMs }) => sum + againMs, 0);

function row(fault: string, receiver: Recogniser, outcome: Outcome, order: CodedOrder): object {
  const { capturedMs, lostMs, lateMs } = gapLedger(outcome.events, Date.now());
  const holes = holesAgainstLedger(outcome);
  return {
    fault,
    receiver,
    heard: order.heard,
    missing: order.missing.join(' '),
    skips: order.skips.join(' '),
    back: order.back.join(' '),
    doubled: order.doubled,
    'again ms': sentAgainMs(outcome),
    'lost ms': lostMs,
    'late ms': lateMs,
    // By how much each gap is longer than the silence at the far end, at its beginning and at its end.
    'early ms': holes.map(({ early }) => early).join(' '),
    'after ms': holes.map(({ late }) => late).join(' '),
    'said s': (capturedMs / 1000).toFixed(1),
    'heard s': order.seconds.toFixed(1),
    sessions: outcome.heard.length,
  };
}
