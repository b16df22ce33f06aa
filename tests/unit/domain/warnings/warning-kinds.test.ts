import { describe, expect, it } from 'vitest';
import { noFigures } from '../../../../utils/domain/link/media-figures.ts';
import { warningFigures } from '../../../../utils/domain/warnings/warning-kinds.ts';

const media = {
  roundTripTime: 0.04,
  newRoundTripTime: 0.04,
  jitter: 0.003,
  fractionLost: 0.02,
  bitrate: 32_000,
  audioLevel: 0.2,
};
const speaking = {
  voicelessFor: 0.4,
  hasSpoken: true,
  voice: { number: 1, level: -26, clipped: 0.0002, treble: -24, air: -40 },
  unrecordedFor: 7,
  untextedFor: 3,
  failedTexts: 1,
};
const sounding = { condition: 'sounding', silentFor: 0.2, ...speaking } as const;

describe('the figures that warnings are judged by', () => {
  it('are those of the link', () => {
    expect(warningFigures({ media, ...sounding })).toEqual({
      'high-round-trip-time': 0.04,
      'high-jitter': 0.003,
      'high-loss': 0.02,
      'low-bitrate': 32_000,
      'silent-microphone': 0,
      'no-voice': 0.4,
      'not-recorded': 7,
      'no-text': 3,
      'failed-texts': 1,
      'too-quiet': -26,
      clipping: 0.0002,
      'narrow-band': -24,
    });
  });

  it.each([
    ['lost', null],
    ['new', noFigures],
  ])('say nothing about a link that is %s, and still something about the microphone', (_name, figures) => {
    expect(
      warningFigures({ media: figures, ...speaking, voice: null, condition: 'silent', silentFor: 6 }),
    ).toEqual({
      'high-round-trip-time': null,
      'high-jitter': null,
      'high-loss': null,
      'low-bitrate': null,
      'silent-microphone': 6,
      'no-voice': null,
      'not-recorded': 7,
      'no-text': 3,
      'failed-texts': 1,
      'too-quiet': null,
      clipping: null,
      'narrow-band': null,
    });
  });

  it('say nothing about a round trip that was not measured again', () => {
    const old = { ...media, roundTripTime: 0.9, newRoundTripTime: null };
    expect(warningFigures({ media: old, ...sounding })['high-round-trip-time']).toBeNull();
  });

  it.each([
    ['of a loud voice', 0.1, 900],
    ['of a pause, which a codec may leave out', 0.009, null],
    ['of zeros', 0, null],
  ])('count the bytes %s as they should', (_name, audioLevel, figure) => {
    const few = { ...media, bitrate: 900, audioLevel };
    expect(warningFigures({ media: few, ...sounding })['low-bitrate']).toBe(figure);
  });

  it.each([
    ['silent', 4.1, 4.1],
    ['sounding', 0, 0],
    ['sounding', 2.5, null],
    ['muted', 0, null],
    ['muted', 60, null],
  ] as const)('of a microphone that is %s and gave nothing for %d s: %s', (condition, silentFor, figure) => {
    expect(warningFigures({ media, ...speaking, condition, silentFor })['silent-microphone']).toBe(figure);
  });

  it.each([
    ['has not spoken for a while', false, 25, 25],
    ['has spoken, and pauses', true, 25, null],
    ['has spoken, and has gone', true, 61, 61],
    ['speaks', true, 1, 1],
  ])('say that no voice is heard only where somebody %s', (_name, hasSpoken, voicelessFor, figure) => {
    expect(warningFigures({ media, ...sounding, hasSpoken, voicelessFor })['no-voice']).toBe(figure);
  });
});
