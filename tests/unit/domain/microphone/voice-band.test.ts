import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  hearBand,
  noBandHeard,
  toldBand,
  voiceBands,
} from '../../../../utils/domain/microphone/voice-band.ts';

const decibels = fc.double({ min: -120, max: 0, noNaN: true });
const reports = fc.array(fc.record({ treble: decibels, air: decibels }), { maxLength: 12 });
const silentAbove8kHz = { treble: -30, air: -80 };
const full = { treble: -30, air: -40 };

describe('how far up a voice reaches', () => {
  it('is told after four reports, and not before', () => {
    const told = [1, 2, 3, 4].map((count) =>
      toldBand(Array.from({ length: count }, () => silentAbove8kHz).reduce(hearBand, noBandHeard)),
    );
    expect(told).toEqual([null, null, null, 'wideband']);
  });

  it('is what the sharpest of its consonants reach', () => {
    const dull = Array.from({ length: 9 }, () => silentAbove8kHz);
    expect(toldBand([...dull, full, ...dull].reduce(hearBand, noBandHeard))).toBe('superwideband');
  });

  it('never shrinks, and only a report that reaches higher widens it', () => {
    fc.assert(
      fc.property(reports, (all) => {
        let heard = noBandHeard;
        for (const report of all) {
          const next = hearBand(heard, report);
          const before = heard.band === null ? -1 : voiceBands.indexOf(heard.band);
          const alone = hearBand(noBandHeard, report).band ?? voiceBands[0];
          expect(next.band).toBe(voiceBands[Math.max(before, voiceBands.indexOf(alone))]);
          heard = next;
        }
      }),
    );
  });
});
