import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mediaFigures, noFigures } from '../../../../utils/domain/link/media-figures.ts';
import { readMediaStats, type MediaStats } from '../../../../utils/domain/link/media-stats.ts';

const stats = (overrides: Partial<MediaStats> = {}): MediaStats => ({ ...readMediaStats([]), ...overrides });

const first = stats({
  ssrc: 1,
  timestamp: 1000,
  bytesSent: 500,
  totalAudioEnergy: 1,
  totalSamplesDuration: 4,
});
const second = stats({
  ssrc: 1,
  timestamp: 3000,
  bytesSent: 8500,
  totalAudioEnergy: 1.5,
  totalSamplesDuration: 6,
  responsesReceived: 7,
  roundTripTime: 0.04,
  jitter: 0.003,
  fractionLost: 0.02,
});

describe('the figures between two readings of a connection', () => {
  it('are what left in that time, how loud it was, and what the far side said last', () => {
    expect(mediaFigures(first, second)).toEqual({
      roundTripTime: 0.04,
      newRoundTripTime: 0.04,
      jitter: 0.003,
      fractionLost: 0.02,
      bitrate: 32_000,
      audioLevel: 0.5,
    });
  });

  it.each([
    ['nothing was read', null, null, noFigures],
    ['there is no connection any more', first, null, noFigures],
    ['nothing was sent yet', null, stats(), noFigures],
    [
      'it is the first reading',
      null,
      second,
      { ...noFigures, roundTripTime: 0.04, newRoundTripTime: 0.04, jitter: 0.003, fractionLost: 0.02 },
    ],
    [
      'it is another connection',
      { ...first, ssrc: 2 },
      second,
      { ...noFigures, roundTripTime: 0.04, newRoundTripTime: 0.04, jitter: 0.003, fractionLost: 0.02 },
    ],
    ['nothing was counted in between', first, first, noFigures],
    ['nothing says when it was counted', stats({ ssrc: 1 }), stats({ ssrc: 1, bytesSent: 9 }), noFigures],
  ])('are unknown where %s', (_name, before, after, figures) => {
    expect(mediaFigures(before, after)).toEqual(figures);
  });

  it.each([
    ['was measured again, to the same', second, { ...second, responsesReceived: 8 }, 0.04],
    ['is that of another path', second, { ...second, pairId: 'P2' }, 0.04],
    ['was not measured since', second, { ...second, timestamp: 4000 }, null],
  ])('have a round trip that %s', (_name, before, after, newRoundTripTime) => {
    expect(mediaFigures(before, after)).toMatchObject({ roundTripTime: 0.04, newRoundTripTime });
  });

  it('are never negative and never without meaning', () => {
    const figure = fc.double({ min: 0, max: 1e9, noNaN: true });
    const anyStats = fc.record({
      timestamp: figure,
      bytesSent: figure,
      totalAudioEnergy: figure,
      totalSamplesDuration: figure,
    });
    fc.assert(
      fc.property(anyStats, anyStats, (before, after) => {
        const { bitrate, audioLevel } = mediaFigures(stats(before), stats(after));
        for (const each of [bitrate, audioLevel]) expect(each === null || each >= 0).toBe(true);
      }),
    );
  });
});
