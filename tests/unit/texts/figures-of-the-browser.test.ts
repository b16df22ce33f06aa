import fc from 'fast-check';
import * as v from 'valibot';
import { expect, it } from 'vitest';
import { sessionFacts } from '../../../components/session-details/session-facts.ts';
import { eventKinds, type SessionEventBody } from '../../../utils/domain/log/session-event.ts';
import { eventTexts } from '../../../utils/texts/event-texts.ts';
import { arbitraryOf } from '../../support/arbitrary-of-schema.ts';
import { textsOf } from '../../support/messages.ts';
import { aRow, eventsOf } from '../../support/session-rows.ts';

const bodyOf = (kind: 'microphone-acquired' | 'microphone-replaced' | 'codec-selected') =>
  arbitraryOf(
    v.strictObject({ kind: v.literal(kind), ...eventKinds[kind].members }),
  ) as fc.Arbitrary<SessionEventBody>;

/** Every word that is shown for an event, in the log and among the facts of its session. */
function wordsFor(body: SessionEventBody): unknown {
  return (['en', 'ja'] as const).map((language) => {
    const texts = textsOf(language);
    const { text, detail } = eventTexts(texts, body);
    return [text, detail, sessionFacts(texts, aRow(), eventsOf('one', 0, [body]))];
  });
}

// The rate of a track is what the browser resampled to, and a codec's rate and channels are those of its RTP
// payload format: an 8 kHz headset has 44,100 Hz in the one, and 48,000 Hz and two channels in the other.
it.each(['microphone-acquired', 'microphone-replaced'] as const)(
  'the rate to which the browser resampled is no word about the device: %s',
  (kind) => {
    fc.assert(
      fc.property(bodyOf(kind), fc.option(fc.nat()), (body, sampleRate) => {
        expect(wordsFor({ ...body, sampleRate } as SessionEventBody)).toEqual(wordsFor(body));
      }),
    );
  },
);

it('the clock rate and the channels of a payload format are no word about the sound', () => {
  fc.assert(
    fc.property(fc.constantFrom('audio/opus', 'audio/PCMU', 'audio/G722'), fc.nat(), fc.nat(), (...given) => {
      const [mimeType, clockRate, channels] = given;
      const withRate = { kind: 'codec-selected', codec: { mimeType, clockRate, channels } } as const;
      const without = {
        kind: 'codec-selected',
        codec: { mimeType, clockRate: null, channels: null },
      } as const;
      expect(wordsFor(withRate)).toEqual(wordsFor(without));
    }),
  );
});
