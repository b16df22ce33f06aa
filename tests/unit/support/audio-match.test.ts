import { describe, expect, it } from 'vitest';
import { matchSpeech } from '../../support/audio-match.ts';
import { pseudoSpeech, randomNumbers } from '../../support/pseudo-speech.ts';
import type { Wav } from '../../support/wav.ts';

const reference = withTail(pseudoSpeech({ seed: 1, seconds: 11 }));
const received = loop(reference, { from: 4.2, seconds: 16 });

describe('matchSpeech accepts the reference', () => {
  const channels: [string, (sound: Wav) => Wav][] = [
    ['as it is', (sound) => sound],
    ['20 dB quieter', (sound) => each(sound, (value) => value * 0.1)],
    [
      'louder, with clipped peaks',
      (sound) => each(sound, (value) => Math.max(-0.5, Math.min(0.5, value * 2))),
    ],
    [
      'with a gain that wanders',
      (sound) => each(sound, (value, at) => value * (0.5 + 0.4 * Math.sin(at / 3e4))),
    ],
    ['with noise 20 dB below it', (sound) => added(sound, noise(sound, 0.01))],
    ['low-passed', (sound) => lowPassed(sound, 0.4)],
    ['at 48 kHz', (sound) => upsampled(sound, 3)],
    ['a hundredth faster', (sound) => ({ ...sound, sampleRate: sound.sampleRate * 1.01 })],
    ['with a long pause before it', (sound) => joined(silence(sound, 3), sound)],
    [
      'after all of this at once',
      (sound) =>
        joined(
          silence(sound, 1),
          lowPassed(
            added(
              each(sound, (value) => value * 0.3),
              noise(sound, 0.002),
            ),
            0.5,
          ),
        ),
    ],
  ];
  it.each(channels)('%s', (_, channel) => {
    const match = matchSpeech(reference, channel(received));
    expect(match).toMatchObject({ jumps: [] });
    expect(match.score).toBeGreaterThan(0.95);
    expect(match.matchedSeconds).toBeGreaterThan(9);
    expect(match.longestHoleSeconds).toBeLessThan(0.1);
    expect(match.lostSeconds).toBeLessThan(0.15);
  });

  it('and tells at which place of the loop the received audio begins', () => {
    expect(matchSpeech(reference, received).offsetSeconds).toBeCloseTo(4.2, 1);
    expect(matchSpeech(reference, joined(silence(received, 2), received)).offsetSeconds).toBeCloseTo(2.2, 1);
  });

  it('and tells from when to when it is heard', () => {
    const match = matchSpeech(reference, joined(silence(received, 3), received, silence(received, 4)));
    expect(Math.abs(match.startSeconds - 3)).toBeLessThan(0.6);
    expect(Math.abs(match.endSeconds - 19)).toBeLessThan(1.8);
  });
});

describe('matchSpeech rejects', () => {
  const strangers: [string, Wav][] = [
    ['other words by the same voice', pseudoSpeech({ seed: 2, seconds: 16 })],
    ['the same words played backwards', { ...received, samples: received.samples.slice().reverse() }],
    ['silence', silence(received, 16)],
    ['noise', noise(received, 0.3)],
    [
      'noise that rises and falls as the speech does',
      each(received, (value, at) => Math.abs(value) * Math.sin(at * at)),
    ],
    ['a tone', each(received, (_, at) => 0.3 * Math.sin(at / 5))],
    ['a recording too short to say anything', loop(reference, { from: 0, seconds: 1 })],
    ['nothing at all', { ...received, samples: new Float32Array(0) }],
  ];
  it.each(strangers)('%s', (_, stranger) => {
    expect(matchSpeech(reference, stranger)).toMatchObject({ score: 0, matchedSeconds: 0 });
  });

  it('the part of a recording in which somebody else speaks', () => {
    const match = matchSpeech(
      reference,
      joined(cut(received, 6, 10), pseudoSpeech({ seed: 2, seconds: 10 })),
    );
    expect(match.score).toBeLessThan(0.6);
    expect(match.matchedSeconds).toBeLessThan(6);
  });
});

describe('matchSpeech finds a lost second', () => {
  const places = [3, 4.7, 5.9, 7.1, 8.6, 9.8, 11.4];

  it.each(places)('that is silence from second %d on', (from) => {
    const match = matchSpeech(reference, muted(received, from, 1));
    expect(match.longestHoleSeconds).toBeGreaterThan(0.2);
    expect(match.lostSeconds).toBeGreaterThan(0.2);
    expect(match.jumps).toEqual([]);
  });

  it.each(places)('that was skipped at second %d', (from) => {
    const match = matchSpeech(reference, cut(received, from, 1));
    expect(match.jumps).toHaveLength(1);
    expect(match.jumps[0]?.bySeconds).toBeCloseTo(1, 1);
    expect(Math.abs((match.jumps[0]?.atSeconds ?? 0) - from)).toBeLessThan(0.6);
    expect(match.lostSeconds).toBeGreaterThan(0.2);
  });

  it('and one that was said twice', () => {
    const repeated = joined(cut(received, 7, 9), cut(received, 0, 6.5));
    expect(matchSpeech(reference, repeated).jumps[0]?.bySeconds).toBeCloseTo(-0.5, 1);
  });

  it('and an outage after which the speech goes on where it would be by then', () => {
    const match = matchSpeech(reference, muted(received, 5, 5));
    expect(Math.abs(match.longestHoleSeconds - 5)).toBeLessThan(0.8);
    expect(match.jumps).toEqual([]);
  });
});

function withTail(sound: Wav): Wav {
  return joined(sound, silence(sound, 1));
}

function loop(sound: Wav, { from, seconds }: { from: number; seconds: number }): Wav {
  const first = Math.round(from * sound.sampleRate);
  const length = Math.round(seconds * sound.sampleRate);
  const at = (index: number) => sound.samples[(first + index) % sound.samples.length] ?? 0;
  return { ...sound, samples: Float32Array.from({ length }, (_, index) => at(index)) };
}

function each(sound: Wav, change: (value: number, at: number) => number): Wav {
  return { ...sound, samples: sound.samples.map(change) };
}

function added(sound: Wav, other: Wav): Wav {
  return each(sound, (value, at) => value + (other.samples[at] ?? 0));
}

function noise(like: Wav, strength: number): Wav {
  const random = randomNumbers(7);
  return each(like, () => strength * (2 * random() - 1));
}

function silence({ sampleRate }: Wav, seconds: number): Wav {
  return { sampleRate, samples: new Float32Array(seconds * sampleRate) };
}

/** A one-pole low-pass filter: the smaller `keep`, the duller the sound. */
function lowPassed(sound: Wav, keep: number): Wav {
  let held = 0;
  return each(sound, (value) => (held += keep * (value - held)));
}

function upsampled({ sampleRate, samples }: Wav, factor: number): Wav {
  const at = (index: number) => samples[Math.floor(index / factor)] ?? 0;
  const length = samples.length * factor;
  return { sampleRate: sampleRate * factor, samples: Float32Array.from({ length }, (_, index) => at(index)) };
}

function joined(first: Wav, ...others: Wav[]): Wav {
  const parts = [first, ...others].map(({ samples }) => samples);
  const samples = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    samples.set(part, at);
    at += part.length;
  }
  return { ...first, samples };
}

/** The sound without the `seconds` after `from`. */
function cut(sound: Wav, from: number, seconds: number): Wav {
  const [start, end] = [from, from + seconds].map((at) => Math.round(at * sound.sampleRate));
  return joined(
    { ...sound, samples: sound.samples.slice(0, start) },
    { ...sound, samples: sound.samples.slice(end) },
  );
}

function muted(sound: Wav, from: number, seconds: number): Wav {
  const [start = 0, end = 0] = [from, from + seconds].map((at) => at * sound.sampleRate);
  return each(sound, (value, at) => (at >= start && at < end ? 0 : value));
}
