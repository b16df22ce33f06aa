import type { EventBody } from '../domain/log/session-event.ts';
import { withoutDetail, type EventWords } from './event-words.ts';
import { failureTexts } from './failure-texts.ts';
import { microphoneName } from './name-texts.ts';
import type { TextKey } from './texts.ts';

const replacements = {
  chosen: 'event_microphone_replaced',
  lost: 'event_microphone_stood_in',
  returned: 'event_microphone_returned',
} as const satisfies Record<NonNullable<EventBody<'microphone-replaced'>['why']> | 'chosen', TextKey>;

/** Words for the events of the microphone. */
export const microphoneEventTexts = {
  'microphone-acquired': (texts, { label }) =>
    withoutDetail(texts.t('event_microphone_acquired', microphoneName(texts, label))),
  'microphone-replaced': (texts, { why, label }) =>
    withoutDetail(texts.t(replacements[why ?? 'chosen'], microphoneName(texts, label))),
  'microphone-replacement-failed': (texts, event) => ({
    text: texts.t('event_microphone_replacement_failed'),
    detail: failureTexts(texts, event.failure).explanation,
  }),
  'microphone-condition-changed': ({ t }, event) => withoutDetail(t(`event_microphone_${event.condition}`)),
  'voice-band-measured': ({ t }, { band }) =>
    withoutDetail(t('event_voice_band_measured', t(`voice_band_${band}`))),
  'mute-changed'({ t }, event) {
    if (event.why === 'unanswered') return withoutDetail(t('event_muted_unanswered'));
    return withoutDetail(t(event.muted ? 'event_muted' : 'event_unmuted'));
  },
} satisfies Partial<EventWords>;
