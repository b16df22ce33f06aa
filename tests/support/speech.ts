import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { codedWav } from './coded-sound.ts';
import { noise } from './sounds.ts';
import { encodeWav } from './wav.ts';

const run = promisify(execFile);
const CACHE = fileURLToPath(new URL('../../.cache/speech/', import.meta.url));

/** What Chromium's `--use-file-for-fake-audio-capture` plays without converting: 48 kHz, mono, 16 bits. */
const SAMPLE_RATE = 48_000;
/** Seconds of pause, so few that a lost second always takes words with it. */
const PAUSE_SECONDS = '0.15';
const TAIL_SECONDS = '1';
/** Removes the silence at the beginning. */
const TRIM = ['silence', '1', '0.01', '0.5%'];

/** One digit for each utterance: otherwise a small recogniser misreads the synthetic voice. */
const NUMBERS_AND_SENTENCES = [
  'seven',
  'one',
  'five',
  'The harbour was quiet before the storm.',
  'nine',
  'My brother plays the violin on Sundays.',
  'two',
  'six',
  'Please bring fresh bread.',
  'eight',
  'Winter came early that year.',
];

/**
 * Sentences with none of the other script's words, in the same voice, which a judge of content must tell
 * apart.
 */
const OTHER_SENTENCES = [
  'A green parrot sat upon the garden wall.',
  'three',
  'We shall meet again at midnight near the old mill.',
  'zero',
  'Her letters arrived late and crumpled.',
  'four',
];

/** About 12 s of speech (digits and short sentences, nothing said twice) that end in a second of silence. */
export function speechFile(): Promise<string> {
  return spokenFile('speech', NUMBERS_AND_SENTENCES);
}

/** Other words by the same voice, to show that a match of {@link speechFile} is one of content. */
export function otherSpeechFile(): Promise<string> {
  return spokenFile('other-speech', OTHER_SENTENCES);
}

/** Digits as {@link digitsFile} says them. There is no eight: pocketsphinx reads another digit where this voice says it. */
export const DIGITS =
  'seven nine two four five six zero one three seven two six one five zero nine four three two seven'.split(
    ' ',
  );

/** Twenty digits, each after a pause that ends an utterance: 17 s, of which pocketsphinx reads each word right. */
export function digitsFile(): Promise<string> {
  return spokenFile('digits', DIGITS, '0.5');
}

/** Twelve seconds of zeros: a microphone that is open and dead. */
export function silentFile(): Promise<string> {
  return cached('silence.wav', (path) =>
    writeFile(path, encodeWav({ sampleRate: SAMPLE_RATE, samples: new Float32Array(12 * SAMPLE_RATE) })),
  );
}

/** Twelve seconds of a microphone's own noise. */
export function noiseFile(): Promise<string> {
  return cached('noise.wav', (path) =>
    writeFile(path, encodeWav({ sampleRate: SAMPLE_RATE, samples: noise(12, -45) })),
  );
}

/**
 * Sound of which each tenth of a second says its own number: see {@link codedWav}. Nothing is said for `leadMs` milliseconds: a fake
 * microphone plays its file from before the browser hands on its first frame.
 */
export function codedFile(leadMs = 0): Promise<string> {
  return cached(`coded-1-${String(leadMs)}.wav`, (path) => writeFile(path, codedWav(leadMs)));
}

async function spokenFile(
  name: string,
  utterances: readonly string[],
  pauseSeconds = PAUSE_SECONDS,
): Promise<string> {
  const digest = createHash('sha256').update(JSON.stringify(utterances)).digest('hex').slice(0, 8);
  return cached(`${name}-${digest}.wav`, async (path, folder) => {
    const parts: string[] = [];
    for (const [index, utterance] of utterances.entries()) {
      const spoken = join(folder, `${String(index)}.wav`);
      const padded = join(folder, `${String(index)}-padded.wav`);
      await run('flite', ['-voice', 'kal16', '-t', utterance, '-o', spoken]);
      await run('sox', [
        '-D',
        '-R',
        spoken,
        padded,
        ...TRIM,
        'reverse',
        ...TRIM,
        'reverse',
        'pad',
        '0',
        pauseSeconds,
      ]);
      parts.push(padded);
    }
    const format = ['-r', String(SAMPLE_RATE), '-c', '1', '-b', '16'];
    await run('sox', ['-D', '-R', ...parts, ...format, path, 'gain', '-n', '-3', 'pad', '0', TAIL_SECONDS]);
  });
}

/**
 * Makes a file once: several test workers may ask at the same time, so each makes its own file and then
 * renames it.
 */
async function cached(name: string, make: (path: string, folder: string) => Promise<void>): Promise<string> {
  const path = join(CACHE, name);
  if (await exists(path)) return path;
  await mkdir(CACHE, { recursive: true });
  const folder = await mkdtemp(join(tmpdir(), 'steadymic-speech-'));
  try {
    const unfinished = join(CACHE, `unfinished-${String(process.pid)}-${name}`);
    await make(unfinished, folder);
    await rename(unfinished, path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return path;
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
