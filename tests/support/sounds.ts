import { randomNumbers } from './pseudo-speech.ts';

/** Samples per second of sounds, which are mono with samples from -1 to 1. */
export const soundRate = 48_000;

type Sound = Float32Array;

/** The amplitude of a level in decibels, relative to full scale. */
const decibels = (db: number): number => 10 ** (db / 20);

function made(seconds: number, sample: (time: number) => number): Sound {
  return Float32Array.from({ length: Math.round(seconds * soundRate) }, (_, index) =>
    sample(index / soundRate),
  );
}

/** White noise of a mean level, from a seed. */
export function noise(seconds: number, db: number, seed = 1): Sound {
  const random = randomNumbers(seed);
  const gain = decibels(db) * Math.SQRT2;
  return made(seconds, () => gain * (random() + random() + random() + random() + random() + random() - 3));
}

/** Tones of one level, each 6 dB below the one before. */
export function tones(seconds: number, hertz: readonly number[], db: number): Sound {
  return made(seconds, (time) =>
    hertz.reduce(
      (sum, each, index) => sum + decibels(db - 6 * index) * Math.sin(2 * Math.PI * each * time),
      0,
    ),
  );
}

/** The sound below a frequency, brought to a mean level. */
export function below(sound: Sound, hertz: number, db: number): Sound {
  const gain = 1 - Math.exp((-2 * Math.PI * hertz) / soundRate);
  let state = 0;
  return atLevel(
    sound.map((sample) => (state += gain * (sample - state))),
    db,
  );
}

/** The sound above a frequency, brought to a mean level. */
export function aboveHertz(sound: Sound, hertz: number, db: number): Sound {
  const gain = 1 - Math.exp((-2 * Math.PI * hertz) / soundRate);
  let state = 0;
  return atLevel(
    sound.map((sample) => sample - (state += gain * (sample - state))),
    db,
  );
}

function atLevel(sound: Sound, db: number): Sound {
  const mean = Math.sqrt(sound.reduce((sum, sample) => sum + sample * sample, 0) / sound.length);
  return louder(sound, db - 20 * Math.log10(mean));
}

export function louder(sound: Sound, db: number): Sound {
  return sound.map((sample) => sample * decibels(db));
}

/** The sound with a loudness that changes with time: 1 leaves it unchanged. */
export function shaped(sound: Sound, loudness: (time: number) => number): Sound {
  return sound.map((sample, index) => sample * loudness(index / soundRate));
}

/** Several sounds at once, as long as the shortest. */
export function together(...sounds: readonly Sound[]): Sound {
  const length = Math.min(...sounds.map((sound) => sound.length));
  return Float32Array.from({ length }, (_, index) =>
    sounds.reduce((sum, sound) => sum + (sound[index] ?? 0), 0),
  );
}

export function oneAfterTheOther(...sounds: readonly Sound[]): Sound {
  const all = new Float32Array(sounds.reduce((sum, sound) => sum + sound.length, 0));
  let at = 0;
  for (const sound of sounds) {
    all.set(sound, at);
    at += sound.length;
  }
  return all;
}

/**
 * Keys, mouse buttons or knocks: short noises that ring for `ringMs`, `aSecond` of them each second, at
 * irregular times.
 */
export function knocks(seconds: number, aSecond: number, db: number, ringMs: number, seed = 7): Sound {
  const random = randomNumbers(seed);
  const sound = new Float32Array(Math.round(seconds * soundRate));
  const length = Math.round(0.15 * soundRate);
  for (let time = 0.3; time < seconds - 0.2; time += (0.4 + 1.2 * random()) / aSecond) {
    const at = Math.floor(time * soundRate);
    const [pitch, gain] = [1500 + 3000 * random(), decibels(db) * (0.5 + random())];
    for (let index = 0; index < length; index += 1) {
      const since = index / soundRate;
      const ring = 0.6 * (2 * random() - 1) + 0.4 * Math.sin(2 * Math.PI * pitch * since);
      const body = 0.5 * Math.sin(2 * Math.PI * 220 * since) * Math.exp(-since / 0.03);
      sound[at + index] =
        (sound[at + index] ?? 0) + gain * Math.exp(-since / (ringMs / 1000)) * (ring + body);
    }
  }
  return sound;
}

/** Breaths, one every `everySeconds`. */
export function breaths(seconds: number, everySeconds: number, lengthSeconds: number, db: number): Sound {
  const air = below(aboveHertz(noise(seconds, 0, 3), 400, 0), 2500, 0);
  const envelope = (time: number) => {
    const into = time % everySeconds;
    return into < lengthSeconds ? Math.sin((Math.PI * into) / lengthSeconds) ** 2 : 0;
  };
  return atLevel(shaped(air, envelope), db);
}

/**
 * A voice as a whisper: noise in bands, each as loud as the voice is there at that moment, without the voice's own vibration below
 * (a noise vocoder). Real whispers have no recordings here that may be shipped; this keeps their syllables and their hiss.
 */
export function whispered(voice: Sound, db: number): Sound {
  const bands = Array.from({ length: 14 }, (_, index) => 400 * 1.25 ** index);
  const breath = noise(voice.length / soundRate, 0, 5);
  const parts = bands.map((hertz) => {
    const envelope = envelopeOf(band(voice, hertz));
    return band(breath, hertz).map((sample, index) => sample * (envelope[index] ?? 0));
  });
  return atLevel(together(...parts), db);
}

/** The sound around a frequency, a third of an octave wide (the band-pass of the Audio EQ Cookbook). */
function band(sound: Sound, hertz: number): Sound {
  const turn = (2 * Math.PI * hertz) / soundRate;
  const alpha = Math.sin(turn) / (2 * 4.3);
  const [scale, back, farther] = [
    alpha / (1 + alpha),
    (2 * Math.cos(turn)) / (1 + alpha),
    (alpha - 1) / (1 + alpha),
  ];
  let [in1, in2, out1, out2] = [0, 0, 0, 0];
  return sound.map((sample) => {
    const out = scale * (sample - in2) + back * out1 + farther * out2;
    [in1, in2, out1, out2] = [sample, in1, out, out1];
    return out;
  });
}

/** How loud a sound is at each moment, smoothed over 10 ms. */
function envelopeOf(sound: Sound): Sound {
  const gain = 1 - Math.exp(-1 / (0.01 * soundRate));
  let state = 0;
  return sound.map((sample) => (state += gain * (Math.abs(sample) - state)));
}
