import type { ServerProfile } from '../../../utils/domain/profiles/profile.ts';
import { startSpeechServer, type SpeechServer } from '../peers/speech-server.ts';
import { DIGITS, digitsFile } from '../speech.ts';
import { encodeWav } from '../wav.ts';
import { databaseRows } from './extension-readers.ts';
import { withDriver, withServer } from './fixtures.ts';
import { heardRecording } from './heard-recording.ts';
import { jsonOfferProfile } from './profiles.ts';
import { withRelay } from './relay.ts';
import type { SessionDriver } from './session-driver.ts';
import { waitFor } from './wait-for.ts';

const patience = { deadlineMs: 120_000 };

/** For every test of a file: a browser that speaks digits to the speech server, over a way that can be cut. */
export async function withSpeechBehindCut() {
  let driver: SessionDriver;
  let server: SpeechServer;
  const relay = withRelay();
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
  const samples = async () => (await databaseRows(driver, 'samples')).length;

  return {
    driver: () => driver,
    server: () => server,

    /** The profile of the server, behind the way that can be cut. */
    profileWith: (given: Partial<Extract<ServerProfile, { kind: 'json-offer' }>>) =>
      jsonOfferProfile({ url: server.url, ...relay.only(), ...given }),

    /** The seconds of sound that the server has heard. */
    secondsHeard: async () =>
      (await server.status()).connections.reduce((sum, { recordedSeconds }) => sum + recordedSeconds, 0),

    /** Lets nothing through for so many seconds, does something near their end, and waits until the gap has ended. */
    async dark(seconds: number, atItsEnd: () => Promise<void> = () => Promise.resolve()): Promise<void> {
      relay.forwarder().setDark(true);
      const before = await samples();
      const goal = before + seconds;
      await waitFor(`${String(seconds)} s of darkness`, async () => (await samples()) >= goal, patience);
      await atItsEnd();
      relay.forwarder().setDark(false);
      await driver.events('gap-ended');
    },

    /** The digits of the whole recording with the moments in which they were spoken, as the server reads them by itself. */
    async spokenDigits(): Promise<{ text: string; from: number; to: number }[]> {
      const { sound, endedAt } = await heardRecording(driver);
      const form = new FormData();
      form.set('file', new File([Uint8Array.from(encodeWav(sound))], 'whole.wav'));
      form.set('response_format', 'verbose_json');
      const answer = await fetch(server.batchUrl, { method: 'POST', body: form });
      const { segments } = (await answer.json()) as {
        segments: { text: string; start: number; end: number }[];
      };
      const began = endedAt - (sound.samples.length / sound.sampleRate) * 1000;
      return segments.map(({ text, start, end }) => ({
        text,
        from: began + start * 1000,
        to: began + end * 1000,
      }));
    },
  };
}
