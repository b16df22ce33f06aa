import { expect, it } from 'vitest';
import type { LearnedFacts } from '../../../utils/domain/profiles/learned-facts.ts';
import { noFigures } from '../../../utils/domain/link/media-figures.ts';
import type { MicrophoneCondition } from '../../../utils/domain/microphone/microphone-condition.ts';
import type { TextMessage } from '../../../utils/domain/transcript/text-message.ts';
import { createWarningSources } from '../../../utils/host/warning-sources.ts';

function reading(learned: LearnedFacts = {}) {
  const now = { at: 100_000, expectedSince: 90_000, condition: 'sounding' as MicrophoneCondition };
  const sources = createWarningSources({
    now: () => now.at,
    microphone: { condition: () => now.condition, expectedSince: () => now.expectedSince },
    learned,
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
    failedTexts: 0,
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

const text = (isFinal: boolean, said = 'one'): TextMessage => ({
  type: 'text',
  text: said,
  isMore: false,
  isFinal,
});

it('speech without a text counts from the beginning where the server has sent text in an earlier session', () => {
  for (const sendsText of [true, false]) {
    const { now, sources } = reading(sendsText ? { sendsText } : {});
    for (let second = 0; second < 3; second += 1) {
      now.at += 1000;
      sources.measured({ soundAt: now.at, capturedAt: now.at, voice: null });
      sources.read(noFigures);
    }
    expect(sources.read(noFigures).untextedFor).toBe(sendsText ? 3 : null);
  }
});

it.each<[string, TextMessage[], number, string | undefined]>([
  ['one that fails', [{ type: 'failed', code: 'bad' }], 1, 'bad'],
  [
    'two in a row',
    [
      { type: 'failed', code: 'bad' },
      { type: 'failed', code: 'worse' },
    ],
    2,
    'worse',
  ],
  ['two without a code', [{ type: 'failed', code: 'bad' }, { type: 'failed' }], 2, undefined],
  ['two and one that does not fail', [{ type: 'failed' }, { type: 'failed' }, text(true)], 0, undefined],
  [
    'two around the beginning of another',
    [{ type: 'failed' }, text(false), { type: 'failed' }],
    2,
    undefined,
  ],
  ['two around one without a word', [{ type: 'failed' }, text(true, ' '), { type: 'failed' }], 2, undefined],
  [
    'two around a message that was not read',
    [{ type: 'failed' }, { type: 'refused' }, { type: 'failed' }],
    2,
    undefined,
  ],
])('failed texts count in a row: %s', (_, messages, failedTexts, code) => {
  const { sources } = reading();
  for (const message of messages) sources.textReceived(message);
  expect(sources.read(null).failedTexts).toBe(failedTexts);
  expect(sources.failureCode()).toBe(code);
});
