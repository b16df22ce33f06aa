import { expect, it } from 'vitest';
import type { BackfillJob } from '../../utils/domain/backfill/backfill-job.ts';
import type { SegmentRow } from '../../utils/history/rows/segment-row.ts';
import { databaseRows } from '../support/browser/extension-readers.ts';
import { unprocessed } from '../support/browser/profiles.ts';
import { withSpeechBehindCut } from '../support/browser/speech-behind-cut.ts';
import { waitFor } from '../support/browser/wait-for.ts';
import { textsOf } from '../support/messages.ts';
import { DIGITS } from '../support/speech.ts';

const texts = textsOf('en');
const patience = { deadlineMs: 60_000 };
const { driver, server, profileWith, secondsHeard, dark, spokenDigits } = await withSpeechBehindCut();

it('spoken digits stand in the panel once and in order, also those that a cut kept back', async () => {
  const panel = await driver().openPage('sidepanel.html');
  await driver().goLive(profileWith({}), unprocessed);
  await waitFor('three seconds at the far side', async () => (await secondsHeard()) > 3, patience);
  await dark(6);
  await driver().events('catch-up-ended');
  const shown = () =>
    panel.$$eval('.said', (all) =>
      all
        .map((each) => each.querySelector('p')?.textContent ?? '')
        .join(' ')
        .split(/\s+/)
        .filter((word) => word !== ''),
    );
  await waitFor('twenty digits and more', async () => (await shown()).length > 22, patience);
  await panel.waitForSelector('.late');
  await driver().stop();
  // The session may begin and end in the middle of a digit.
  const whole = (await shown()).slice(1, -1).join(' ');
  expect(`${DIGITS.join(' ')} ${DIGITS.join(' ')} ${DIGITS.join(' ')}`).toContain(whole);
  await panel.close();
});

it('what a long cut took is filled in after the session, with the digits that were said in it', async () => {
  const jobsOf = async () => databaseRows<BackfillJob>(driver(), 'backfills');
  const before = new Set((await jobsOf()).map(({ sessionId }) => sessionId));
  const profile = profileWith({ batch: { url: server().batchUrl, token: '', model: '', language: '' } });
  // More than two seconds are not sent late, so that the cut stays a gap.
  await driver().goLive(profile, {
    ...unprocessed,
    catchUp: { speedPercent: 125, limitSeconds: 2, beyond: 'all' },
  });
  await waitFor('three seconds at the far side', async () => (await secondsHeard()) > 3, patience);
  await dark(6);
  const heard = await secondsHeard();
  await waitFor('what is said after it', async () => (await secondsHeard()) > heard + 2, patience);
  await driver().stop();

  const jobs = await waitFor(
    'the gap to be filled',
    async () => {
      const rows = (await jobsOf()).filter(({ sessionId }) => !before.has(sessionId));
      return (
        rows.length > 0 &&
        rows.every(({ state }) => state !== 'planned' && state !== 'waiting' && state !== 'running') &&
        rows
      );
    },
    patience,
  );
  expect(jobs.map(({ state }) => state)).toEqual(jobs.map(() => 'done'));
  const gaps = jobs.flatMap((job) => job.gaps);
  const rows = await databaseRows<SegmentRow>(driver(), 'segments');
  const filled = rows
    .filter(({ source, sessionId }) => source === 'backfill' && !before.has(sessionId))
    .toSorted((one, other) => one.spokenFrom - other.spokenFrom);
  const digits = filled.flatMap(({ text }) => text.split(' '));

  const spoken = await spokenDigits();
  // A gap may be longer than the cut by so much, and a digit at its edge have arrived: it is in the live text then.
  const longer = { before: 400, after: 1000 };
  const inGap = spoken.filter(({ from, to }) =>
    gaps.some((gap) => gap.from + longer.before <= from && to <= gap.to - longer.after),
  );
  const touching = spoken.filter(({ from, to }) => gaps.some((gap) => gap.from < to && from < gap.to));
  expect(inGap.length).toBeGreaterThan(1);
  expect(digits.join(' ')).toContain(inGap.map(({ text }) => text).join(' '));
  expect(touching.map(({ text }) => text).join(' ')).toContain(digits.join(' '));
  expect(`${DIGITS.join(' ')} ${DIGITS.join(' ')} ${DIGITS.join(' ')}`).toContain(digits.join(' '));
  for (const { spokenFrom, text } of filled) {
    const nearest = Math.min(
      ...spoken.filter((each) => text.includes(each.text)).map(({ from }) => Math.abs(from - spokenFrom)),
    );
    expect(nearest).toBeLessThan(300);
  }

  const page = await driver().openPage(`options.html#/sessions/${jobs[0]?.sessionId ?? ''}`);
  await page.waitForSelector(`::-p-text(${texts.t('backfill_done')})`);
  const again = await page.waitForSelector(`::-p-aria([name="${texts.t('backfill_again')}"][role="button"])`);
  await again?.click();
  const whole = async () =>
    (await jobsOf()).find(({ sessionId, asked }) => asked === 'again' && !before.has(sessionId))?.state;
  await expect.poll(whole).toBe('done');
  await page.close();
});
