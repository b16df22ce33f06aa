import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { encodeWav, readWav, type Wav } from '../../../tests/support/wav.ts';

const run = promisify(execFile);

/** Three sentences of a novel in pocketsphinx-testdata, read aloud for LibriVox, and what is said in each. */
const novel = '/usr/share/pocketsphinx/test/data/librivox';

/** The digits, without an eight: this voice's is read as another digit even from the file. */
const digits =
  'seven nine two four five six zero one three seven two six one five zero nine four three two seven';

/** Seconds of silence after each utterance: a recogniser needs an end. */
const pauseSeconds = 0.5;
const sampleRate = 48_000;

export interface Utterance {
  kind: 'digit' | 'sentence';
  words: readonly string[];
  /** Seconds of the file. */
  from: number;
  to: number;
}

export interface SpokenWords {
  /** A WAV file as Chromium's fake microphone plays it. */
  path: string;
  wav: Wav;
  utterances: readonly Utterance[];
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Makes a file of twenty spoken digits, one by one and by a synthetic voice, and of three sentences that a person has read:
 * 33 s in all.
 */
export async function spokenWords(): Promise<SpokenWords> {
  const folder = await mkdtemp(join(tmpdir(), 'steadymic-words-'));
  const spoken: { kind: Utterance['kind']; words: readonly string[]; samples: Float32Array }[] = [];
  const take = async (kind: Utterance['kind'], words: readonly string[], file: string) => {
    const trimmed = join(folder, 'trimmed.wav');
    const trim = ['silence', '1', '0.01', '0.5%'];
    const format = ['-r', String(sampleRate), '-c', '1', '-b', '16'];
    await run('sox', [
      '-D',
      '-R',
      file,
      ...format,
      trimmed,
      ...trim,
      'reverse',
      ...trim,
      'reverse',
      'gain',
      '-n',
      '-3',
    ]);
    spoken.push({ kind, words, samples: (await readWav(trimmed)).samples });
  };
  for (const digit of digits.split(' ')) {
    const file = join(folder, 'digit.wav');
    await run('flite', ['-voice', 'kal16', '-t', digit, '-o', file]);
    await take('digit', [digit], file);
  }
  const sentences = [
    ...(await readFile(join(novel, 'transcription'), 'utf8')).matchAll(/^<s> (.*) <\/s> \((.*)\)$/gm),
  ];
  for (const [, words = '', name = ''] of sentences.slice(0, 3))
    await take('sentence', words.split(' '), join(novel, `${name}.wav`));

  const pause = pauseSeconds * sampleRate;
  const length = spoken.reduce((sum, { samples }) => sum + samples.length + pause, 0);
  const wav = { sampleRate, samples: new Float32Array(length) };
  let at = 0;
  const utterances = spoken.map(({ kind, words, samples }): Utterance => {
    wav.samples.set(samples, at);
    const from = at / sampleRate;
    const to = from + samples.length / sampleRate;
    at += samples.length + pause;
    return { kind, words, from, to };
  });
  const path = join(folder, 'words.wav');
  await writeFile(path, encodeWav(wav));
  return { path, wav, utterances, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}
