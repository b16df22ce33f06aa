import { transcriptionOptions, usualModel, type TranscriptionOption } from './transcription-options.ts';

interface ModelRow {
  models: RegExp;
  takes: readonly TranscriptionOption[];
  /** Whether it takes its keywords as its prompt, and nothing else there. */
  keywordsArePrompt?: true;
  /** Whether it does not hear when a turn ends: then it takes no `turn_detection`, and is to be told by `input_audio_buffer.commit`. */
  endsNoTurns?: true;
}

/**
 * What OpenAI's models take (developers.openai.com: API reference, `AudioTranscription`; guide "Realtime transcription"; page of
 * `gpt-live-transcribe`, which has the tunable latency that the reference gives to `gpt-realtime-whisper` alone). The first row
 * that fits counts. Names may go on with a date.
 */
const rows: readonly ModelRow[] = [
  { models: /^gpt-live-transcribe(?:-|$)/, takes: transcriptionOptions, endsNoTurns: true },
  { models: /^gpt-realtime-whisper(?:-|$)/, takes: ['delay', 'noiseReduction'], endsNoTurns: true },
  { models: /^gpt-transcribe(?:-|$)/, takes: ['prompt', 'keywords', 'noiseReduction'] },
  { models: /^gpt-4o-transcribe-diarize(?:-|$)/, takes: ['noiseReduction'] },
  { models: /^gpt-4o-(?:mini-)?transcribe(?:-|$)/, takes: ['prompt', 'noiseReduction'] },
  { models: /^whisper-1$/, takes: ['keywords', 'noiseReduction', 'prompt'], keywordsArePrompt: true },
];

/** A model of which nothing is known gets all that was entered for it. */
const unknownModel: Omit<ModelRow, 'models'> = { takes: transcriptionOptions };

/** What a model takes and does; that of {@link usualModel} for an empty name. */
export function modelTraits(model: string): Omit<ModelRow, 'models'> {
  return rows.find(({ models }) => models.test(model || usualModel)) ?? unknownModel;
}
