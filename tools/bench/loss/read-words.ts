import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CannotRun } from '../../../tests/support/cannot-run.ts';
import { encodeWav, type Wav } from '../../../tests/support/wav.ts';
import type { FoundUtterance } from './find-utterances.ts';
import type { Utterance } from './spoken-words.ts';
import { wordErrors } from './word-errors.ts';

const run = promisify(execFile);

const model = '/usr/share/pocketsphinx/model/en-us';
const recogniser = 'pocketsphinx_batch';
const packages = 'pocketsphinx pocketsphinx-en-us';

/** Reads words out of damaged sound in a third of the time (measured), and as well; but worse out of fast speech. */
const faster = ['-fwdflat', 'no', '-maxhmmpf', '3000', '-ds', '2'];

/** The rate that the recogniser's model is made for. */
const sampleRate = 16_000;
/** Seconds before and after an utterance that are read with it. */
const margin = 0.2;

const grammar = `#JSGF V1.0;
grammar digits;
public <digit> = zero | one | two | three | four | five | six | seven | eight | nine;
`;

/** The words of one kind of utterance: how many were spoken, and how many were read wrong, added or left out. */
export interface WordsRead {
  spoken: number;
  wrong: number;
}

/**
 * Reads the utterances in received sound by pocketsphinx: digits by a grammar, one an utterance, and sentences by its
 * model of English.
 *
 * @throws CannotRun without pocketsphinx
 */
export async function readWords(
  heard: Wav,
  found: readonly FoundUtterance[],
  { isThorough = false } = {},
): Promise<Record<Utterance['kind'], WordsRead>> {
  if (!existsSync(model)) throw new CannotRun(`words are read by pocketsphinx: apt-get install ${packages}`);
  const folder = await mkdtemp(join(tmpdir(), 'steadymic-read-'));
  try {
    await writeFile(join(folder, 'digits.gram'), grammar);
    return {
      digit: await read('digit', ['-jsgf', join(folder, 'digits.gram')]),
      sentence: await read('sentence', ['-lm', `${model}/en-us.lm.bin`]),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }

  async function read(kind: Utterance['kind'], knowledge: readonly string[]): Promise<WordsRead> {
    const own = found.filter(({ utterance }) => utterance.kind === kind);
    for (const [index, { from, to }] of own.entries()) {
      const first = Math.max(0, Math.round((from - margin) * heard.sampleRate));
      const samples = heard.samples.slice(first, Math.round((to + margin) * heard.sampleRate));
      const wide = join(folder, 'wide.wav');
      await writeFile(wide, encodeWav({ sampleRate: heard.sampleRate, samples }));
      const format = ['-r', String(sampleRate), '-b', '16', '-c', '1', '-t', 'raw'];
      await run('sox', ['-D', '-R', wide, ...format, join(folder, `${kind}-${String(index)}.raw`)]);
    }
    const list = join(folder, `${kind}.list`);
    const read = join(folder, `${kind}.read`);
    await writeFile(list, own.map((_, index) => `${kind}-${String(index)}\n`).join(''));
    const files = ['-ctl', list, '-cepdir', folder, '-cepext', '.raw', '-adcin', 'yes', '-hyp', read];
    const knows = ['-hmm', `${model}/en-us`, '-dict', `${model}/cmudict-en-us.dict`, ...knowledge];
    await run(recogniser, [...files, ...knows, ...(isThorough ? [] : faster), '-logfn', '/dev/null'], {
      timeout: 240_000,
    });
    const lines = (await readFile(read, 'utf8')).split('\n');
    const wrong = own.map(({ utterance }, index) => {
      const words = (lines[index] ?? '').replace(/\s*\(.*\)\s*$/, '').split(' ');
      return wordErrors(
        utterance.words,
        words.filter((word) => word !== ''),
      );
    });
    const sum = (counts: readonly number[]) => counts.reduce((total, each) => total + each, 0);
    return { spoken: sum(own.map(({ utterance }) => utterance.words.length)), wrong: sum(wrong) };
  }
}
