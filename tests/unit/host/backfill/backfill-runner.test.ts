import { describe, expect, it } from 'vitest';
import type { DecodingEdges } from '../../../../utils/audio/recording/decode-packets.ts';
import { joinBytes } from '../../../../utils/audio/recording/join-bytes.ts';
import { createOggOpusWriter } from '../../../../utils/audio/recording/ogg-opus-writer.ts';
import type { BackfillJob, BackfillOutcome } from '../../../../utils/domain/backfill/backfill-job.ts';
import { jobsFor, plannedJob } from '../../../../utils/domain/backfill/backfill-job.ts';
import { FailureError } from '../../../../utils/domain/failure/failure.ts';
import { createBackfillRunner } from '../../../../utils/host/backfill/backfill-runner.ts';
import type { RecordedFile } from '../../../../utils/host/backfill/window-sound.ts';
import type { HttpRequest } from '../../../../utils/signalling/http/http-request.ts';
import { decodeWav } from '../../../support/wav.ts';

const began = 1_000_000;
const endpoint = { url: 'https://batch.example', token: '', model: 'm', language: '' };

/** A recording of pages of 0.54 s: each letter of the drawing is one, `x` is a voice and `.` is silence. */
function recorded(drawn: string): RecordedFile {
  const writer = createOggOpusWriter({ serial: 1, preSkip: 0, sampleRate: 48_000 });
  const pages = Array.from(drawn, (letter) =>
    writer.pages(
      Array.from({ length: 9 }, () => ({
        data: new Uint8Array(150).fill(letter === 'x' ? 1 : 0),
        samples: 2880,
      })),
    ),
  );
  const file = new Blob([joinBytes([writer.head(), ...pages])]);
  return { file, points: [{ seconds: 0, at: began }], seconds: drawn.length * 0.54 };
}

/** A decoder whose packets are loud or silent by their first byte. */
const decoding: DecodingEdges = {
  createDecoder: ({ output }) => ({
    state: 'configured',
    decodeQueueSize: 0,
    addEventListener: () => undefined,
    configure: () => undefined,
    decode(chunk) {
      const [level = 0] = (chunk as unknown as { data: Uint8Array }).data;
      output({
        numberOfFrames: 2880,
        copyTo: (to: Float32Array) =>
          to.forEach((_, index) => (to[index] = level * 0.5 * Math.sin(index / 10))),
        close: () => undefined,
      } as unknown as AudioData);
    },
    flush: () => Promise.resolve(),
    close: () => undefined,
  }),
  createChunk: (init) => init as unknown as EncodedAudioChunk,
};

function jobAt(from: number, to: number): BackfillJob {
  const stretch = { from: began + from * 1000, to: began + to * 1000 };
  const [job] = jobsFor(plannedJob('session', 'gap', 0), [{ ...stretch, gaps: [stretch] }]);
  return job as BackfillJob;
}

type Edges = Partial<Parameters<typeof createBackfillRunner>[0]>;

function world(drawn: string, edges: Edges = {}) {
  const requests: HttpRequest[] = [];
  const ends: [id: string, outcome: BackfillOutcome][] = [];
  const runner = createBackfillRunner({
    openRecording: () => Promise.resolve([recorded(drawn)]),
    decoding,
    request(asked) {
      requests.push(asked);
      const text = JSON.stringify({ segments: [{ start: 1, end: 2, text: 'seven' }] });
      const noAnswer = () => new FailureError({ reason: 'server-answer-invalid' });
      return Promise.resolve({ status: 200, headers: new Headers(), url: asked.url, text, noAnswer });
    },
    onEnd: ({ id }, outcome) => ends.push([id, outcome]),
    ...edges,
  });
  async function run(job: BackfillJob): Promise<BackfillOutcome | undefined> {
    runner.start(job, endpoint);
    await expect.poll(() => ends.length).toBe(1);
    return ends[0]?.[1];
  }
  return { runner, requests, ends, run };
}

describe('a window of a recording', () => {
  it('is sent with a second of context up to the pauses around it, and its words come with their moments', async () => {
    // Voices from 3.24 to 4.86 s, and from 6.48 to 8.1 s.
    const { run, requests } = world('......xxx...xxx......');
    const outcome = await run(jobAt(6.5, 8));
    expect(outcome).toMatchObject({ type: 'heard', heard: { pieces: [{ text: 'seven', from: 1, to: 2 }] } });
    if (outcome?.type !== 'heard') return;
    const { sound, voiceFrom } = outcome.heard;
    // The context ends in the silences beside the gap.
    expect(sound.from).toBeGreaterThan(began + 4860);
    expect(sound.from).toBeLessThanOrEqual(began + 5500);
    expect(sound.to).toBeGreaterThanOrEqual(began + 9000);
    expect(Math.abs(voiceFrom - (began + 6480))).toBeLessThan(30);
    const file = (requests[0]?.body as FormData).get('file') as File;
    const wav = decodeWav(new Uint8Array(await file.arrayBuffer()));
    expect(wav.sampleRate).toBe(16_000);
    expect(wav.samples.length / 16).toBeCloseTo(sound.to - sound.from, 0);
    // What is heard in the file lies where it was captured.
    const loud = wav.samples.findIndex((sample) => Math.abs(sample) > 0.1) / 16;
    expect(Math.abs(sound.from + loud - (began + 6480))).toBeLessThan(5);
  });

  it.each([
    [
      'in which nobody speaks is not sent',
      '......xxx......',
      jobAt(6, 7),
      { type: 'noted', note: 'unspoken' },
    ],
    [
      'that is not in the recording is not sent',
      '......xxx',
      jobAt(60, 70),
      { type: 'noted', note: 'no-recording' },
    ],
  ])('%s', async (_, drawn, job, outcome) => {
    const { run, requests } = world(drawn);
    expect(await run(job)).toEqual(outcome);
    expect(requests).toEqual([]);
  });

  it.each<[string, Edges, string]>([
    ['the history', { openRecording: () => Promise.reject(new Error('off')) }, 'unexpected'],
    [
      'the server',
      { request: () => Promise.reject(new FailureError({ reason: 'server-timeout' })) },
      'server-timeout',
    ],
    [
      'the decoder',
      {
        decoding: {
          ...decoding,
          createDecoder() {
            throw new DOMException('', 'NotSupportedError');
          },
        },
      },
      'unexpected',
    ],
  ])('fails with its reason where %s does, once, and another one can follow', async (_, edges, reason) => {
    const { run, runner, ends } = world('......xxx......', edges);
    expect(await run(jobAt(3, 4))).toMatchObject({ type: 'failed', failure: { reason } });
    expect(runner.isRunning()).toBe(false);
    runner.start(jobAt(3, 4), endpoint);
    await expect.poll(() => ends.length).toBe(2);
  });

  it('that is under way goes on where it is asked for again, and is interrupted by a session or another one', async () => {
    const never: Edges = {
      request: ({ signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(new DOMException('', 'AbortError')));
        }),
    };
    const { runner, ends } = world('......xxxxxx......', never);
    const [one, other] = [jobAt(3, 4), jobAt(5, 6)];
    runner.start(one, endpoint);
    runner.start(one, endpoint);
    runner.cancel(other);
    expect(ends).toEqual([]);
    runner.start(other, endpoint);
    await expect.poll(() => ends).toEqual([[one.id, { type: 'interrupted' }]]);
    expect(runner.isRunning()).toBe(true);
    runner.cancel();
    await expect.poll(() => ends.at(-1)).toEqual([other.id, { type: 'interrupted' }]);
    expect(runner.isRunning()).toBe(false);
  });
});
