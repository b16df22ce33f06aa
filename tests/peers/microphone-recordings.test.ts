import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Warning } from '../../utils/domain/warnings/warning-kinds.ts';
import { microphoneVerdict } from '../support/microphone-verdict.ts';
import { noise, together } from '../support/sounds.ts';
import { readWav } from '../support/wav.ts';

const run = promisify(execFile);
const said =
  'Please bring fresh bread. My brother plays the violin on Sundays. Winter came early that year. She sells six sea shells.';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'steadymic-recordings-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A voice of Debian's flite at 48 kHz, after these effects of sox, each a step of its own. */
async function recording(voice: string, ...steps: string[][]): Promise<Float32Array> {
  const name = (step: number) => join(folder, `${voice}-${String(step)}.wav`);
  await run('flite', ['-voice', voice, '-t', said, '-o', name(0)]);
  const all = [['norm', '-3'], ...steps, ['rate', '48000']];
  for (const [index, effects] of all.entries())
    await run('sox', ['-D', '-R', name(index), '-b', '16', name(index + 1), ...effects]);
  return (await readWav(name(all.length))).samples;
}

// The voice "kal" has a rate of 8 kHz itself, as a telephone has.
const voices: [string, Warning[]][] = [
  ['kal16', []],
  ['awb', []],
  ['rms', []],
  ['slt', []],
  ['kal', ['narrow-band']],
];

describe.each(voices)('a synthesised voice (%s)', (voice, always) => {
  it.each<[string, string[][], number, Warning[]]>([
    ['as it is', [], -90, always],
    ['softly in a quiet room', [['gain', '-16']], -75, []],
    ['from far away', [['gain', '-36']], -78, ['too-quiet']],
    ['over a telephone', [['rate', '8000']], -90, ['narrow-band']],
    [
      'cut off',
      [
        ['rate', '48000'],
        ['gain', '18'],
      ],
      -90,
      ['clipping'],
    ],
    [
      'cut off, and then turned down',
      [
        ['rate', '48000'],
        ['gain', '18'],
        ['gain', '-12'],
      ],
      -90,
      ['clipping'],
    ],
    ['lost in the noise', [['gain', '-40']], -40, ['no-voice']],
  ])('is judged as it should be, %s', async (_name, steps, floor, expected) => {
    const sound = await recording(voice, ...steps);
    const samples = together(sound, noise(sound.length / 48_000, floor));
    expect(microphoneVerdict({ samples, sampleRate: 48_000 })).toEqual(expected);
  });
});
