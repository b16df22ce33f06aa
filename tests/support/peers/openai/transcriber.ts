import { randomUUID } from 'node:crypto';

export type RealtimeEvent = { readonly type: string } & Readonly<Record<string, unknown>>;

const SPEECH_LEVEL = 0.01;
/** The number of quiet levels that end a turn: ten come each second, so half a second. */
const QUIET_LEVELS = 5;
const LEVELS_A_WORD = 3;

/**
 * Turns levels of the received audio into the events of a transcription session, as if the text had been
 * spoken: words come while there is sound, half a quiet second completes the turn. No speech is recognised.
 */
export function createTranscriber(text: string, send: (event: RealtimeEvent) => void) {
  const words = text.split(' ');
  let spokenWords = 0;
  /** The levels that were heard so far, each of a tenth of a second. */
  let heard = 0;
  let turn: { item: string; transcript: string; loud: number; quiet: number } | undefined;
  const about = (item: string) => ({ event_id: `event_${randomUUID()}`, item_id: item });
  const transcription = 'conversation.item.input_audio_transcription';

  const speak = (started: NonNullable<typeof turn>) => {
    const word = words[spokenWords % words.length] ?? '';
    const delta = started.transcript === '' ? word : ` ${word}`;
    spokenWords += 1;
    started.transcript += delta;
    send({ type: `${transcription}.delta`, ...about(started.item), content_index: 0, delta });
  };

  return (level: number): void => {
    heard += 1;
    if (level >= SPEECH_LEVEL) {
      if (!turn) {
        turn = { item: `item_${randomUUID()}`, transcript: '', loud: 0, quiet: 0 };
        send({
          type: 'input_audio_buffer.speech_started',
          ...about(turn.item),
          audio_start_ms: (heard - 1) * 100,
        });
      }
      turn.quiet = 0;
      if (turn.loud % LEVELS_A_WORD === 0) speak(turn);
      turn.loud += 1;
      return;
    }
    if (!turn) return;
    turn.quiet += 1;
    if (turn.quiet < QUIET_LEVELS) return;
    const { item, transcript, loud } = turn;
    turn = undefined;
    send({
      type: 'input_audio_buffer.speech_stopped',
      ...about(item),
      audio_end_ms: (heard - QUIET_LEVELS) * 100,
    });
    send({ type: 'input_audio_buffer.committed', ...about(item), previous_item_id: null });
    const usage = { type: 'duration', seconds: loud / 10 };
    send({ type: `${transcription}.completed`, ...about(item), content_index: 0, transcript, usage });
  };
}
