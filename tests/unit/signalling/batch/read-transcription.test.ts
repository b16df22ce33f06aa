import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readTranscription } from '../../../../utils/signalling/batch/read-transcription.ts';

it('reads any answer without a throw, and gives times only within the sound', () => {
  const figure = fc.oneof(fc.double(), fc.nat(), fc.string(), fc.constant(null));
  const segments = fc.array(
    fc.record({ text: fc.oneof(fc.string(), fc.nat()), start: figure, end: figure }, { requiredKeys: [] }),
  );
  const answer = fc.oneof(
    fc.json(),
    fc.string(),
    fc
      .record({ text: fc.anything(), segments: fc.oneof(segments, fc.anything()), language: fc.anything() })
      .map((each) => JSON.stringify(each, (_, value: unknown) => (typeof value === 'bigint' ? null : value))),
  );
  fc.assert(
    fc.property(answer, fc.constantFrom(null, 'text/plain', 'text/html'), (body, type) => {
      for (const { text, from, to } of readTranscription(body, type, 10)?.pieces ?? []) {
        expect(text.trim()).toBe(text);
        expect(from === null).toBe(to === null);
        if (from === null || to === null) continue;
        expect(from).toBeGreaterThanOrEqual(0);
        expect(to).toBeGreaterThan(from);
        expect(to).toBeLessThanOrEqual(12);
      }
    }),
  );
});
