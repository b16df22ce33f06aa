import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readWav } from './wav.ts';

const run = promisify(execFile);

/** Read aloud by people: pocketsphinx-testdata has five calls of playing cards, and three sentences of a novel. */
const data = '/usr/share/pocketsphinx/test/data';
const cards = ['001', '002', '003', '004', '005'].map((name) => `${data}/cards/${name}.wav`);
const novel = ['0870', '0880', '0890'].map(
  (name) => `${data}/librivox/sense_and_sensibility_01_austen_64kb-${name}.wav`,
);

/** People whose voices were recorded, and the files of each. */
export const voices = {
  'of a player': [...cards, ...cards, ...cards],
  'of a reader': [...novel, ...novel],
} as const satisfies Record<string, readonly string[]>;

export type Voice = keyof typeof voices;

/** Decibels below full scale of each recording's peak, before anything is done to it. */
const headroom = '-3';

/**
 * A voice as a microphone of 48 kHz may give it: through effects of sox, and mixed with a noise of the room,
 * which is made by sox as well (its arguments for `synth`, and a level in decibels).
 */
export async function recordingOf(
  voice: Voice | null,
  {
    effects = [],
    room,
  }: { effects?: readonly string[]; room?: { synth: readonly string[]; db: number } } = {},
) {
  const folder = await mkdtemp(join(tmpdir(), 'steadymic-recording-'));
  const at = (name: string) => join(folder, name);
  const format = ['-r', '48000', '-c', '1', '-b', '16'];
  try {
    if (voice === null) {
      await run('sox', ['-D', '-R', '-n', ...format, at('spoken.wav'), 'trim', '0', '40']);
    } else {
      await run('sox', ['-D', '-R', ...voices[voice], ...format, at('plain.wav'), 'gain', '-n', headroom]);
      await run('sox', ['-D', '-R', at('plain.wav'), ...format, at('spoken.wav'), ...effects]);
    }
    if (!room) return await readWav(at('spoken.wav'));
    await run('sox', [
      '-D',
      '-R',
      '-n',
      ...format,
      at('room.wav'),
      'synth',
      '60',
      ...room.synth,
      'gain',
      '-n',
      String(room.db),
    ]);
    // As long as the shorter one: the voice.
    const seconds = String((await readFile(at('spoken.wav'))).length / 96_000);
    await run('sox', [
      '-D',
      '-R',
      '-m',
      '-v',
      '1',
      at('spoken.wav'),
      '-v',
      '1',
      at('room.wav'),
      ...format,
      at('all.wav'),
      'trim',
      '0',
      seconds,
    ]);
    return await readWav(at('all.wav'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
