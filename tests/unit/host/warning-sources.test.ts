import { expect, it } from 'vitest';
import type { MicrophoneCondition } from '../../../utils/domain/microphone/microphone-condition.ts';
import { createWarningSources } from '../../../utils/host/warning-sources.ts';

function reading() {
  const now = { at: 100_000, expectedSince: 90_000, condition: 'sounding' as MicrophoneCondition };
  const sources = createWarningSources({
    now: () => now.at,
    microphone: { condition: () => now.condition, expectedSince: () => now.expectedSince },
  });
  return { now, sources };
}

const voice = { number: 1, level: -26, clipped: 0, treble: -30, air: -80 };

it('silence and the want of a voice are counted from when sound is to be expected', () => {
  const { now, sources } = reading();
  expect(sources.read(null)).toEqual({
    media: null,
    condition: 'sounding',
    silentFor: 10,
    voicelessFor: 10,
    hasSpoken: false,
    voice: null,
    unrecordedFor: null,
    untextedFor: null,
  });
  now.expectedSince = 97_000;
  expect(sources.read(null)).toMatchObject({ silentFor: 3, voicelessFor: 3 });
});

it('silence is counted from the last sound, and the want of a voice from the last voice, which noise does not end', () => {
  const { now, sources } = reading();
  sources.measured({ soundAt: 95_000, capturedAt: 95_000, voice: null });
  sources.measured({ soundAt: 99_000, capturedAt: null, voice: null });
  expect(sources.read(null)).toMatchObject({ silentFor: 1, voicelessFor: 5, hasSpoken: true });
  // Another microphone is in use, which has not been heard yet.
  now.expectedSince = 99_500;
  expect(sources.read(null)).toMatchObject({ silentFor: 0.5, voicelessFor: 0.5, hasSpoken: false });
});

it('a report of the voice is read once, however often the sound is measured', () => {
  const { sources } = reading();
  const measured = { soundAt: null, capturedAt: null };
  sources.measured({ ...measured, voice });
  expect(sources.read(null).voice).toEqual(voice);
  sources.measured({ ...measured, voice });
  expect(sources.read(null).voice).toBeNull();
  sources.measured({ ...measured, voice: { ...voice, number: 2 } });
  expect(sources.read(null).voice).toMatchObject({ number: 2 });
});

it('the time without a recording is counted from its end', () => {
  const { now, sources } = reading();
  sources.recordingEnded();
  now.at += 2500;
  expect(sources.read(null).unrecordedFor).toBe(2.5);
});
