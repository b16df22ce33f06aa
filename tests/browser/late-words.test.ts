import { expect, it } from 'vitest';
import { defaultSettings } from '../../utils/domain/settings/settings.ts';
import type { BackfillJob } from '../../utils/domain/backfill/backfill-job.ts';
import type { ServerProfile } from '../../utils/domain/profiles/profile.ts';
import type { Segment } from '../../utils/domain/transcript/segment.ts';
import { databaseRows } from '../support/browser/extension-readers.ts';
import { withDriver, withServer } from '../support/browser/fixtures.ts';
import { heardRecording } from '../support/browser/heard-recording.ts';
import { jsonOfferProfile } from '../support/browser/profiles.ts';
import type { SessionDriver } from '../support/browser/session-driver.ts';
import { waitFor } from '../support/browser/wait-for.ts';
import { textsOf } from '../support/messages.ts';
import { startCoturn, type Coturn } from '../support/peers/coturn.ts';
import { startSpeechServer, type SpeechServer } from '../support/peers/speech-server.ts';
import { startUdpForwarder, type UdpForwarder } from '../support/peers/udp-forwarder.ts';
import { DIGITS, digitsFile } from '../support/speech.ts';
import { encodeWav } from '../support/wav.ts';

const texts = textsOf('en');
const patience = { deadlineMs: 60_000 };
let driver: SessionDriver;
let server: SpeechServer;
let coturn: Coturn;
let forwarder: UdpForwarder;

withServer(
  () => startCoturn(),
  (given) => {
    coturn = given;
  },
);
withServer(
  () => startUdpForwarder(Number(/:(\d+)\?/.exec(coturn.turnUrl())?.[1])),
  (given) => {
    forwarder = given;
  },
);
withServer(
  () => startSpeechServer({ words: [...new Set(DIGITS)] }),
  (given) => {
    server = given;
  },
);
withDriver(
  (given) => {
    driver = given;
  },
  { audioFile: await digitsFile() },
);

const microphone = {
  ...defaultSettings().microphone,
  echoCancellation: false,
  noiseSuppression: false,
  autoGainControl: false,
};

const samples = async () => (await databaseRows(driver, 'samples')).length;
const secondsHeard = async () =>
  (await server.status()).connections.reduce((sum, { recordedSeconds }) => sum + recordedSeconds, 0);

/** The digits of the whole recording with the moments in which they were spoken, as the server reads them by itself. */
async function spokenDigits(): Promise<{ text: string; from: number; to: number }[]> {
  const { sound, endedAt } = await heardRecording(driver);
  const form = new FormData();
  form.set('file', new File([Uint8Array.from(encodeWav(sound))], 'whole.wav'));
  form.set('response_format', 'verbose_json');
  const answer = await fetch(server.batchUrl, { method: 'POST', body: form });
  const { segments } = (await answer.json()) as { segments: { text: string; start: number; end: number }[] };
  const began = endedAt - (sound.samples.length / sound.sampleRate) * 1000;
  return segments.map(({ text, start, end }) => ({
    text,
    from: began + start * 1000,
    to: began + end * 1000,
  }));
}

/** The profile of the server, behind a way that can be cut. */
const profileWith = (given: Partial<Extract<ServerProfile, { kind: 'json-offer' }>>) =>
  jsonOfferProfile({
    url: server.url,
    iceServers: [
      {
        url: `turn:127.0.0.1:${String(forwarder.port)}`,
        username: coturn.username,
        credential: coturn.credential,
      },
    ],
    iceTransportPolicy: 'relay',
    ...given,
  });

/** Lets nothing through for six seconds. */
async function sixDarkSeconds(): Promise<void> {
  forwarder.setDark(true);
  const before = await samples();
  await waitFor('six seconds of darkness', async () => (await samples()) >= before + 6, patience);
  forwarder.setDark(false);
  await driver.events('gap-ended');
}

it('spoken digits stand in the panel once and in order, also those that a cut kept back', async () => {
  const panel = await driver.openPage('sidepanel.html');
  await driver.goLive(profileWith({}), { microphone });
  await waitFor('three seconds at the far side', async () => (await secondsHeard()) > 3, patience);
  await sixDarkSeconds();
  await driver.events('catch-up-ended');
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
  await driver.stop();
  // The session may begin and end in the middle of a digit.
  const whole = (await shown()).slice(1, -1).join(' ');
  expect(`${DIGITS.join(' ')} ${DIGITS.join(' ')} ${DIGITS.join(' ')}`).toContain(whole);
  await panel.close();
});

it('what a long cut took is filled in after the session, with the digits that were said in it', async () => {
  const profile = profileWith({ batch: { url: server.batchUrl, token: '', model: '', language: '' } });
  // More than two seconds are not sent late, so that the cut stays a gap.
  await driver.goLive(profile, {
    microphone,
    catchUp: { speedPercent: 125, limitSeconds: 2, beyond: 'all' },
  });
  await waitFor('three seconds at the far side', async () => (await secondsHeard()) > 3, patience);
  await sixDarkSeconds();
  const heard = await secondsHeard();
  await waitFor('what is said after it', async () => (await secondsHeard()) > heard + 2, patience);
  await driver.stop();

  const jobs = await waitFor(
    'the gap to be filled',
    async () => {
      const rows = await databaseRows<BackfillJob>(driver, 'backfills');
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
  const rows = await databaseRows<Segment>(driver, 'segments');
  const filled = rows
    .filter(({ source }) => source === 'backfill')
    .toSorted((one, other) => one.spokenFrom - other.spokenFrom);
  const digits = filled.flatMap(({ text }) => text.split(' '));

  const spoken = await spokenDigits();
  // A gap may be longer than the cut by so much, and a digit at its edge have arrived: it is in the live text then.
  const longer = { before: 400, after: 1000 };
  const inGap = spoken.filter(({ from, to }) =>
    gaps.some((gap) => gap.from + longer.before <= from && to <= gap.to - longer.after),
  );
  const touching = spoken.filter(({ from, to }) => gaps.some((gap) => gap.from < to && from < gap.to));
  expect(inGap.length).toBeGreaterThan(3);
  expect(digits.join(' ')).toContain(inGap.map(({ text }) => text).join(' '));
  expect(touching.map(({ text }) => text).join(' ')).toContain(digits.join(' '));
  expect(`${DIGITS.join(' ')} ${DIGITS.join(' ')} ${DIGITS.join(' ')}`).toContain(digits.join(' '));
  for (const { spokenFrom, text } of filled) {
    const nearest = Math.min(
      ...spoken.filter((each) => text.includes(each.text)).map(({ from }) => Math.abs(from - spokenFrom)),
    );
    expect(nearest).toBeLessThan(300);
  }

  const page = await driver.openPage(`options.html#/sessions/${jobs[0]?.sessionId ?? ''}`);
  await page.waitForSelector(`::-p-text(${texts.t('backfill_done')})`);
  const again = await page.waitForSelector(`::-p-aria([name="${texts.t('backfill_again')}"][role="button"])`);
  await again?.click();
  const whole = async () =>
    (await databaseRows<BackfillJob>(driver, 'backfills')).find(({ asked }) => asked === 'again')?.state;
  await expect.poll(whole).toBe('done');
  await page.close();
});
