import { describe, expect, it } from 'vitest';
import type { VoiceBand } from '../../utils/domain/microphone/voice-band.ts';
import type { Warning } from '../../utils/domain/warnings/warning-kinds.ts';
import { microphoneVerdict, voiceBandOf } from '../support/microphone-verdict.ts';
import { noise, together, whispered } from '../support/sounds.ts';
import { recordingOf, voices, type Voice } from '../support/recordings.ts';

type Effects = readonly string[];

const narrow: Effects = ['rate', '8000', 'rate', '48000'];
const hiss = (db: number) => ({ synth: ['whitenoise'], db });
const room = (db: number) => ({ synth: ['brownnoise'], db });
const hum = { synth: ['sine', '50', 'sine', '100', 'remix', '-'], db: -50 };

/** What a microphone may make of a voice, and the warnings that a session then raises. */
const recordings: [name: string, options: Parameters<typeof recordingOf>[1], verdict: Warning[]][] = [
  ['as it was recorded', {}, []],
  ['near and loud, just below the limit', { effects: ['gain', '-n', '-0.5'] }, []],
  [
    'evened out by automatic gain',
    { effects: ['compand', '0.02,0.2', '-60,-60,-30,-14,0,-9', 'gain', '-n', '-2'] },
    [],
  ],
  ['soft', { effects: ['gain', '-20'] }, []],
  ['across a room with an echo', { effects: ['gain', '-18', 'reverb', '50', '50', '70'] }, []],
  ['over the hiss of a cheap microphone', { room: hiss(-50) }, []],
  ['in a room with traffic', { room: room(-40) }, []],
  ['over the hum of a power line', { room: hum }, []],
  ['through a headset of 16 kHz', { effects: ['rate', '16000', 'rate', '48000'] }, []],
  ['through a headset of 8 kHz', { effects: narrow }, ['narrow-band']],
  ['through a headset of 8 kHz that hisses', { effects: narrow, room: hiss(-60) }, ['narrow-band']],
  ['through a telephone line', { effects: ['sinc', '300-3400'] }, ['narrow-band']],
  ['6 dB too loud for the microphone', { effects: ['gain', '9'] }, ['clipping']],
  ['12 dB too loud for the microphone', { effects: ['gain', '15'] }, ['clipping']],
  [
    'too loud, and turned down afterwards',
    { effects: ['gain', '15', 'dither', 'gain', '-12'] },
    ['clipping'],
  ],
  ['at the far end of a corridor', { effects: ['gain', '-45'] }, ['too-quiet']],
  ['by the microphone that was turned down', { effects: ['gain', '-40'], room: hiss(-85) }, ['too-quiet']],
];

describe.each(Object.keys(voices) as Voice[])('the voice %s', (voice) => {
  it.each(recordings)(
    'is judged as it should be, %s',
    { timeout: 60_000 },
    async (_name, options, verdict) => {
      expect(microphoneVerdict(await recordingOf(voice, options))).toEqual(verdict);
    },
  );
});

/**
 * A whisper of a real voice: noise in bands, each as loud at every moment as the voice is there (a noise vocoder), since no
 * recording of a whisper is in Debian's packages.
 */
describe.each(Object.keys(voices) as Voice[])('the voice %s, made a whisper of', (voice) => {
  it.each<[string, number, number, Warning[]]>([
    ['close to the microphone', -24, -75, []],
    ['as a whisper usually is', -30, -75, []],
    ['over the hiss of a cheap microphone', -30, -60, []],
    ['softly', -36, -80, []],
    ['from across the desk', -52, -85, ['too-quiet']],
    ['below the noise of the room', -60, -45, ['no-voice']],
  ])('is judged as it should be, %s', { timeout: 60_000 }, async (_name, level, floor, verdict) => {
    const { samples, sampleRate } = await recordingOf(voice, {});
    const room = noise(samples.length / sampleRate, floor);
    expect(microphoneVerdict({ samples: together(whispered(samples, level), room), sampleRate })).toEqual(
      verdict,
    );
  });
});

describe.each(Object.keys(voices) as Voice[])('how far up the voice %s reaches', (voice) => {
  // Both were recorded at 16 kHz; played quicker, they reach higher, as a child's voice does.
  const quicker: Effects = ['speed', '1.6'];
  it.each<[string, Parameters<typeof recordingOf>[1], VoiceBand]>([
    ['as it was recorded', {}, 'wideband'],
    ['softly through a headset of 16 kHz', { effects: ['gain', '-16'] }, 'wideband'],
    ['quicker', { effects: quicker }, 'superwideband'],
    ['quicker, and dull', { effects: [...quicker, 'treble', '-12'] }, 'superwideband'],
    [
      'quicker, through a headset of 16 kHz',
      { effects: [...quicker, 'rate', '16000', 'rate', '48000'] },
      'wideband',
    ],
    ['quicker, through a headset of 8 kHz', { effects: [...quicker, ...narrow] }, 'narrowband'],
    ['through a telephone line', { effects: ['sinc', '300-3400'] }, 'narrowband'],
  ])('is told, %s', { timeout: 60_000 }, async (_name, options, band) => {
    expect(voiceBandOf(await recordingOf(voice, options))).toBe(band);
  });
});

describe('a microphone that hears no voice', () => {
  it.each([
    ['its own noise alone', hiss(-70)],
    ['a loud hiss', hiss(-30)],
    ['an empty room by the street', room(-35)],
    ['the hum of a power line', hum],
    ['a fan', { synth: ['pinknoise'], db: -45 }],
  ])('but %s', async (_name, sound) => {
    expect(microphoneVerdict(await recordingOf(null, { room: sound }))).toEqual(['no-voice']);
  });
});
