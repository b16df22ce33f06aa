import { modelTraits } from '../../domain/profiles/model-traits.ts';
import type { OpenAiRealtimeProfile } from '../../domain/profiles/profile.ts';
import { usualModel, type TranscriptionOption } from '../../domain/profiles/transcription-options.ts';
import { asObject } from '../http/json-object.ts';

/** What a profile says of how its speech is transcribed. */
export type TranscriptionWishes = Pick<OpenAiRealtimeProfile, 'model' | 'language' | TranscriptionOption>;

interface AudioInput {
  transcription: { model: string; language?: string; prompt?: string; keywords?: string[]; delay?: string };
  noise_reduction?: { type: string } | null;
}

/**
 * What is said of the sound's input in a session's configuration (OpenAI's API reference, `RealtimeAudioConfigInput`): each option
 * that was chosen and that the model takes, and nothing of the others.
 */
export function audioInput({ language, ...wishes }: TranscriptionWishes): AudioInput {
  const model = wishes.model || usualModel;
  const { takes, keywordsArePrompt } = modelTraits(model);
  const taken = (option: TranscriptionOption) => takes.includes(option);
  const keywords = taken('keywords') ? cleanKeywords(wishes.keywords) : [];
  const said = taken('prompt') ? (wishes.prompt ?? '').trim() : '';
  const prompt = keywordsArePrompt
    ? [said, keywords.join(', ')].filter((part) => part !== '').join(', ')
    : said;
  const delay = (taken('delay') && wishes.delay) || 'server';
  const noise = (taken('noiseReduction') && wishes.noiseReduction) || 'server';
  return {
    transcription: {
      model,
      ...(language !== '' && { language }),
      ...(prompt !== '' && { prompt }),
      ...(keywords.length > 0 && !keywordsArePrompt && { keywords }),
      ...(delay !== 'server' && { delay }),
    },
    ...(noise !== 'server' && {
      noise_reduction: noise === 'off' ? null : { type: noise.replace('-', '_') },
    }),
  };
}

/** Whether anything is said but the model and the language, which every server takes. */
export const saysMore = ({
  transcription: { model: _, language: __, ...more },
  noise_reduction,
}: AudioInput): boolean => noise_reduction !== undefined || Object.keys(more).length > 0;

/** OpenAI refuses keywords with line breaks or angle brackets. */
function cleanKeywords(keywords: readonly string[] = []): string[] {
  return keywords.map((word) => word.replace(/[<>\s]+/g, ' ').trim()).filter((word) => word !== '');
}

/**
 * The message by which a session that this extension has not configured is told what the profile says: in the shape in which
 * the server tells its session (`session.created`), and without noise reduction where it knows of none. Null where there is
 * nothing to say, or the event tells of no session that transcribes.
 */
export function sessionUpdate(
  event: Readonly<Record<string, unknown>>,
  wishes: TranscriptionWishes,
): object | null {
  const session = asObject(event['session']);
  const { type } = event;
  if (typeof type !== 'string' || !/^(?:transcription_)?session\.created$/.test(type) || !session)
    return null;
  const isFlat = 'input_audio_transcription' in session;
  const input = isFlat ? session : asObject(asObject(session['audio'])?.['input']);
  if (!input) return null;
  const told = asObject(input[isFlat ? 'input_audio_transcription' : 'transcription'])?.['model'];
  const { transcription, noise_reduction } = audioInput({
    ...wishes,
    model: typeof told === 'string' && told !== '' ? told : wishes.model,
  });
  const knowsNoise = (isFlat ? 'input_audio_noise_reduction' : 'noise_reduction') in input;
  const noise = knowsNoise ? noise_reduction : undefined;
  if (noise === undefined && Object.keys(transcription).length === 1) return null;
  if (isFlat)
    return {
      type: type.replace('created', 'update'),
      session: {
        input_audio_transcription: transcription,
        ...(noise !== undefined && { input_audio_noise_reduction: noise }),
      },
    };
  return {
    type: 'session.update',
    session: {
      ...(typeof session['type'] === 'string' && { type: session['type'] }),
      audio: { input: { transcription, ...(noise !== undefined && { noise_reduction: noise }) } },
    },
  };
}
