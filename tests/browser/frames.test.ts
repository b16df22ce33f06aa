import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import messages from '../../public/_locales/en/messages.json' with { type: 'json' };
import type { FrameCounts } from '../../utils/domain/frames/frame-counts.ts';
import type { SessionEvent } from '../../utils/domain/log/session-event.ts';
import { badgeText, databaseRows } from '../support/browser/extension-readers.ts';
import { launchBrowser, type ExtensionBrowser } from '../support/browser/launch-browser.ts';
import { microphoneTracks, queryPeerConnections } from '../support/browser/page-media.ts';
import { openPopup, type Popup } from '../support/browser/popup.ts';
import { waitFor } from '../support/browser/wait-for.ts';
import { extensionDir } from '../support/extension-dir.ts';
import { speechFile } from '../support/speech.ts';

/** A constructor of Chromium that TypeScript's DOM types lack. */
declare const MediaStreamTrackProcessor: new (init: { track: MediaStreamTrack }) => {
  readable: ReadableStream<AudioData>;
};

describe('frames', () => {
  let browser: ExtensionBrowser;
  let popup: Popup;
  beforeAll(async () => {
    browser = await launchBrowser({ extensionDir, audioFile: await speechFile(), microphone: 'granted' });
    popup = await openPopup(browser);
  });
  afterAll(() => browser.close());

  const events = () => databaseRows<SessionEvent>(browser, 'events');

  /** The frame counts of the newest session that is over. */
  async function lastCounts(): Promise<FrameCounts> {
    return waitFor('the counts of the last session', async () => {
      const all = (await events()).toSorted((one, other) => one.at - other.at);
      const newest = all.findLast(({ kind }) => kind === 'session-started')?.sessionId;
      const own = all.filter(({ sessionId }) => sessionId === newest);
      if (!own.some(({ kind }) => kind === 'session-ended')) return null;
      return own.find((event) => event.kind === 'frames-counted')?.counts;
    });
  }

  const badgeIs = (text: string) =>
    waitFor(`the badge "${text}"`, async () => (await badgeText(browser)) === text);

  /** Passes the microphone's frames through a tap that can be shut, as by a driver that stalls. */
  async function putInTap() {
    const host = await browser.offscreenPage();
    await host.evaluate(() => {
      const Processor = MediaStreamTrackProcessor;
      Object.assign(globalThis, {
        tapIsShut: false,
        MediaStreamTrackProcessor: function tapped(init: { track: MediaStreamTrack }) {
          const tap = new TransformStream<AudioData, AudioData>({
            transform(data, controller) {
              if (Reflect.get(globalThis, 'tapIsShut')) data.close();
              else controller.enqueue(data);
            },
          });
          return { readable: new Processor(init).readable.pipeThrough(tap) };
        },
      });
    });
    return (shut: boolean) =>
      host.evaluate((isShut) => {
        Object.assign(globalThis, { tapIsShut: isShut });
      }, shut);
  }

  it('are all pulled, without an alarm, while another page of the extension is busy', async () => {
    await popup.start();
    await popup.waitForPhase('live');
    const options = await browser.openPage('options.html');
    await options.evaluate(() => {
      const end = performance.now() + 1500;
      while (performance.now() < end);
    });
    await options.close();
    expect(await popup.phase()).toBe('live');
    await popup.stop();
    await popup.waitForPhase('idle');

    const { dropped, failed, handedOn } = await lastCounts();
    const { 'no-frame': overdue, ...others } = failed;
    expect(others).toEqual({ 'queue-full': 0, 'consumer-threw': 0, disconnected: 0 });
    // A puller that waited for the page would miss 1.5 s: fifteen times 100 ms without a frame, or 150
    // frames. A few are permitted, because a busy machine halts every process for a moment, the one that
    // makes the frames included.
    expect(overdue).toBeLessThan(8);
    expect(dropped).toBeLessThan(80);
    expect(handedOn).toBeGreaterThan(150);
    const statuses = (await events()).flatMap((event) =>
      event.kind === 'connection-status-changed' ? [event.status] : [],
    );
    expect(statuses).not.toContain('disconnected');
  });

  it('that fail 50 times in a row end the session at that count, with the reason, and Start works again', async () => {
    const shut = await putInTap();
    await popup.start();
    await popup.waitForPhase('live');
    await shut(true);
    await popup.waitForPhase('failed');
    const { consecutiveErrors, failed } = await lastCounts();
    expect(consecutiveErrors).toBe(50);
    // A busy machine may have caused an error of its own before.
    expect(failed['no-frame']).toBeGreaterThanOrEqual(50);
    expect(await events()).toContainEqual(
      expect.objectContaining({
        kind: 'session-failed',
        failure: { reason: 'frames-failing', cause: 'no-frame', count: 50 },
      }),
    );
    expect(await popup.text()).toContain(messages.failure_frames_failing_title.message);
    await badgeIs('!');
    const host = await browser.offscreenPage();
    expect((await microphoneTracks(host)).filter(({ readyState }) => readyState === 'live')).toEqual([]);
    expect(await queryPeerConnections(host)).toEqual([]);

    await shut(false);
    await popup.start();
    await popup.waitForPhase('live');
    await popup.stop();
    await popup.waitForPhase('idle');
  });
});
