import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noFrames } from '../../utils/domain/frames/error-threshold.ts';
import type { SessionEvent } from '../../utils/domain/log/session-event.ts';
import type { SessionRow } from '../../utils/history/rows/session-row.ts';
import { matchSpeech } from '../support/audio-match.ts';
import { badgeText, databaseRows } from '../support/browser/extension-readers.ts';
import { launchBrowser, type ExtensionBrowser } from '../support/browser/launch-browser.ts';
import { openPopup } from '../support/browser/popup.ts';
import { chooseProfile, testOrigins, whipProfile } from '../support/browser/profiles.ts';
import { waitFor } from '../support/browser/wait-for.ts';
import { extensionDir } from '../support/extension-dir.ts';
import { startWhipServer, type WhipServer } from '../support/peers/whip-server.ts';
import { speechFile } from '../support/speech.ts';
import { readWav } from '../support/wav.ts';

/** The length in minutes; `STEADYMIC_LONG_MINUTES=30` lets the test run for longer. */
const minutes = Number(process.env['STEADYMIC_LONG_MINUTES'] ?? 3);
const seconds = minutes * 60;
/**
 * How long a busy machine may halt the browser or the receiver: 1.45 s of a receiver's jitter buffer were
 * seen at a load of five, and 1 s of frames that waited for a halted browser. Packets count exactly what was
 * lost on the way.
 */
const longestStutterSeconds = 2;
/**
 * The greatest share of the time that all such halts may take together: a fake microphone makes no sound in
 * them.
 */
const mostHalted = 0.05;
const framesASecond = 100;
/** The puller counts one error for each 100 ms without a frame. */
const framesAnError = 10;
/** Time for Start, Stop and the comparison. */
const besidesMs = 3 * 60_000;

describe(`${String(minutes)} minutes of speech`, () => {
  let browser: ExtensionBrowser;
  let server: WhipServer;
  beforeEach(async () => {
    server = await startWhipServer();
    browser = await launchBrowser({
      extensionDir,
      audioFile: await speechFile(),
      microphone: 'granted',
      grantedOrigins: testOrigins,
    });
  });
  afterEach(async () => {
    await browser.close();
    await server.stop();
  });

  it(
    'arrive without a break, without an alarm and without a frame error',
    async () => {
      await chooseProfile(browser, whipProfile({ url: server.url }));
      const popup = await openPopup(browser);
      await popup.start();
      await popup.waitForPhase('live');
      const [session] = server.sessions;
      await waitFor(
        `${String(seconds)} s at the server`,
        async () => ((await session?.stats())?.recordedSeconds ?? 0) >= seconds,
        { deadlineMs: seconds * 1000 + 60_000, everyMs: 1000 },
      );
      expect(await popup.phase()).toBe('live');
      expect(await badgeText(browser)).toBe('ON');
      const arrived = await session?.stats();
      const heard = await server.recording();
      await popup.stop();
      await popup.waitForPhase('idle');

      // The popup knows of the end before the log has all of it.
      const events = await waitFor('the whole log', async () => {
        const all = await databaseRows<SessionEvent>(browser, 'events');
        return all.some(({ kind }) => kind === 'session-ended') && all;
      });
      const live = events.findIndex(({ kind }) => kind === 'live');
      const stopped = events.findIndex(({ kind }) => kind === 'stop-requested');
      // That gaps are watched for, how far up the voice reaches, and a recording are logged by every session: no alarm.
      const usual = ['gaps-watched', 'voice-band-measured', 'recording-began'];
      expect(events.slice(live + 1, stopped).filter(({ kind }) => !usual.includes(kind))).toEqual([]);

      const counts = events.flatMap((event) => (event.kind === 'frames-counted' ? [event.counts] : []));
      const { handedOn = 0, dropped = 0, failed = noFrames().failed } = counts[0] ?? {};
      const overdue = failed['no-frame'];
      expect(counts).toEqual([
        { ...noFrames(), handedOn, dropped, failed: { ...noFrames().failed, 'no-frame': overdue } },
      ]);
      expect(handedOn).toBeGreaterThan(seconds * framesASecond * (1 - mostHalted));
      expect(dropped).toBeLessThanOrEqual(seconds * framesASecond * mostHalted);
      // Frames may come late as long as all of them come.
      expect(overdue).toBeLessThanOrEqual((seconds * framesASecond * mostHalted) / framesAnError);
      expect(await databaseRows<SessionRow>(browser, 'sessions')).toEqual([
        expect.objectContaining({ outcome: 'stopped', failure: null }),
      ]);

      // A packet holds 20 ms.
      expect(arrived?.packetsLost).toBe(0);
      expect(arrived?.packetsReceived).toBeGreaterThan(seconds * 50 * (1 - mostHalted));

      const match = matchSpeech(await readWav(await speechFile()), heard);
      expect(match.endSeconds - match.startSeconds).toBeGreaterThan(seconds - 2);
      expect(match.score).toBeGreaterThan(1 - mostHalted);
      expect(match.longestHoleSeconds).toBeLessThan(longestStutterSeconds);
      expect(match.jumps.filter(({ bySeconds }) => Math.abs(bySeconds) > longestStutterSeconds)).toEqual([]);
    },
    seconds * 1000 + besidesMs,
  );
});
