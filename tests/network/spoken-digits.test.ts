import { describe, expect, it } from 'vitest';
import { defaultSettings } from '../../utils/domain/settings/settings.ts';
import type { SessionEvent } from '../../utils/domain/log/session-event.ts';
import type { Segment } from '../../utils/domain/transcript/segment.ts';
import { databaseRows } from '../support/browser/extension-readers.ts';
import { unprocessed } from '../support/browser/profiles.ts';
import { withSpeechBehindCut } from '../support/browser/speech-behind-cut.ts';
import { waitFor } from '../support/browser/wait-for.ts';
import { isWhole, runTimeout as timeout, share } from '../support/network/planned-runs.ts';
import { DIGITS } from '../support/speech.ts';
import { wordErrors } from '../../tools/bench/loss/word-errors.ts';

const patience = { deadlineMs: 240_000 };
const sixty = 60;

const { driver, profileWith, secondsHeard, dark, spokenDigits } = await withSpeechBehindCut();

/** The digits as they are spoken for some minutes, over and over. */
const spokenOver = Array.from({ length: 12 }, () => DIGITS.join(' ')).join(' ');

// Minutes of speech are part of the whole matrix alone, and of the first of its shares.
describe.skipIf(!isWhole || share !== 1)('spoken digits with the speech server', () => {
  async function openPanel() {
    const panel = await driver().openPage('sidepanel.html');
    const shown = () =>
      panel.$$eval('.said', (all) =>
        all
          .map((each) => each.querySelector('p')?.textContent ?? '')
          .join(' ')
          .split(/\s+/)
          .filter((word) => word !== ''),
      );
    return { panel, shown };
  }
  it('stand in the panel once and in order, sixty of them', { timeout }, async () => {
    const { panel, shown } = await openPanel();
    await driver().goLive(profileWith({}), unprocessed);
    await waitFor('sixty digits and more', async () => (await shown()).length > sixty + 2, patience);
    await driver().stop();
    // The session may begin and end in the middle of a digit.
    expect(spokenOver).toContain((await shown()).slice(1, -1).join(' '));
    await panel.close();
  });

  it(
    'of a cut of twenty seconds land in their place, and are as right as those of the file',
    { timeout },
    async () => {
      const { panel, shown } = await openPanel();
      const recording = { ...defaultSettings().recording, keep: 'always' as const };
      await driver().goLive(profileWith({}), { ...unprocessed, recording });
      await waitFor('ten seconds at the far side', async () => (await secondsHeard()) > 10, patience);
      await dark(20, async () => {
        await panel.waitForSelector('.missing');
      });
      const hasCaughtUp = async () =>
        (await databaseRows<SessionEvent>(driver(), 'events')).some(({ kind }) => kind === 'catch-up-ended');
      await waitFor('the end of the catch-up', hasCaughtUp, patience);
      await waitFor('sixty digits', async () => (await shown()).length > sixty, patience);
      await panel.waitForSelector('.late');
      await driver().stop();
      const panelWords = await shown();
      await panel.close();

      const spoken = await spokenDigits();
      const read = spoken.map(({ text }) => text).flatMap((text) => text.split(' '));
      // Both read the same sound, whose first and last digit may be divided.
      expect(wordErrors(read.slice(1, -1), panelWords.slice(1, -1))).toBeLessThanOrEqual(2);
      const rows = await databaseRows<Segment>(driver(), 'segments');
      const late = rows.filter(({ source }) => source !== 'live');
      expect(late.length).toBeGreaterThan(0);
      for (const { spokenFrom, text } of late) {
        const same = spoken.filter((each) => text.includes(each.text));
        const nearest = Math.min(...same.map(({ from }) => Math.abs(from - spokenFrom)));
        expect(nearest).toBeLessThan(2000);
      }
    },
  );
});
