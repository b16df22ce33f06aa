import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  noiseReductions,
  textDelays,
  usualModel,
} from '../../../../utils/domain/profiles/transcription-options.ts';
import {
  audioInput,
  saysMore,
  sessionUpdate,
  type TranscriptionWishes,
} from '../../../../utils/signalling/openai-realtime/openai-session.ts';

const bare = { model: '', language: '' };
const all = {
  language: 'ja',
  prompt: 'A lecture.',
  keywords: ['SteadyMic', 'WHIP'],
  delay: 'low',
  noiseReduction: 'far-field',
} as const satisfies Partial<TranscriptionWishes>;
const far = { type: 'far_field' };

describe('what a new session is told where all is entered', () => {
  it.each([
    ['gpt-live-transcribe', { prompt: 'A lecture.', keywords: ['SteadyMic', 'WHIP'], delay: 'low' }],
    ['gpt-realtime-whisper', { delay: 'low' }],
    ['gpt-realtime-whisper-2026-05-07', { delay: 'low' }],
    ['gpt-transcribe', { prompt: 'A lecture.', keywords: ['SteadyMic', 'WHIP'] }],
    ['gpt-4o-transcribe', { prompt: 'A lecture.' }],
    ['gpt-4o-mini-transcribe-2025-12-15', { prompt: 'A lecture.' }],
    ['gpt-4o-transcribe-diarize', {}],
    ['whisper-1', { prompt: 'A lecture., SteadyMic, WHIP' }],
    // A deployment of Azure or a server of one's own has names of its own.
    ['studio-transcribe', { prompt: 'A lecture.', keywords: ['SteadyMic', 'WHIP'], delay: 'low' }],
  ])('is for %s %j, besides language and noise reduction', (model, expected) => {
    expect(audioInput({ ...all, model })).toEqual({
      transcription: { model, language: 'ja', ...expected },
      noise_reduction: far,
    });
  });
});

describe('a new session', () => {
  it('is told nothing that is not entered, and asked for the usual model', () => {
    expect(audioInput(bare)).toEqual({ transcription: { model: usualModel } });
    expect(saysMore(audioInput({ ...bare, language: 'ja' }))).toBe(false);
  });

  it.each([
    ['server', {}],
    ['off', { noise_reduction: null }],
    ['near-field', { noise_reduction: { type: 'near_field' } }],
  ] as const)('is told of noise reduction %s: %j', (noiseReduction, expected) => {
    expect(audioInput({ ...bare, noiseReduction })).toEqual({
      transcription: { model: usualModel },
      ...expected,
    });
  });

  it('never gets a keyword that OpenAI refuses, nor a member without a value', () => {
    const wishes = fc.record(
      {
        prompt: fc.string(),
        keywords: fc.array(
          fc.string({ unit: fc.constantFrom('a', ' ', '\n', '\r', '<', '>', '\u2028', 'い') }),
        ),
        delay: fc.constantFrom(...textDelays),
        noiseReduction: fc.constantFrom(...noiseReductions),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(wishes, fc.constantFrom('whisper-1', 'gpt-live-transcribe', 'own'), (some, model) => {
        const { transcription } = audioInput({ ...bare, ...some, model });
        expect(Object.values(transcription).map((value) => value.length)).not.toContain(0);
        for (const keyword of transcription.keywords ?? []) {
          expect(keyword).toMatch(/^[^<>\s](?:[^<>\n\r\u2028]*[^<>\s])?$/);
        }
        if (model === 'whisper-1') expect(transcription.prompt ?? '').not.toContain(', ,');
      }),
    );
  });
});

describe('a session that somebody else has configured', () => {
  const created = (session: object, type = 'session.created') => ({ type, event_id: 'event_1', session });
  const transcription = (model: string | null = 'gpt-4o-transcribe') => ({
    type: 'transcription',
    audio: {
      input: { transcription: model === null ? null : { model, language: null }, noise_reduction: null },
    },
  });
  const options = { language: 'ja', prompt: 'A lecture.' };

  it.each([
    [
      'OpenAI’s',
      created(transcription()),
      {
        type: 'session.update',
        session: {
          type: 'transcription',
          audio: {
            input: { transcription: { model: 'gpt-4o-transcribe', ...options }, noise_reduction: far },
          },
        },
      },
    ],
    [
      'OpenAI’s that answers by speech',
      created({ ...transcription('whisper-1'), type: 'realtime' }),
      {
        type: 'session.update',
        session: {
          type: 'realtime',
          audio: {
            input: {
              transcription: { model: 'whisper-1', language: 'ja', prompt: 'A lecture., SteadyMic, WHIP' },
              noise_reduction: far,
            },
          },
        },
      },
    ],
    [
      'one in which no model is named',
      created(transcription(null)),
      {
        type: 'session.update',
        session: {
          type: 'transcription',
          audio: {
            input: {
              transcription: { model: 'own', ...options, keywords: all.keywords, delay: 'low' },
              noise_reduction: far,
            },
          },
        },
      },
    ],
    [
      'LocalAI’s, which tells of no noise reduction',
      created({ audio: { input: { turn_detection: null, transcription: { model: 'whisper-1' } } } }),
      {
        type: 'session.update',
        session: {
          audio: {
            input: {
              transcription: { model: 'whisper-1', language: 'ja', prompt: 'A lecture., SteadyMic, WHIP' },
            },
          },
        },
      },
    ],
    [
      'speaches’',
      created({ id: 's', model: 'x', input_audio_transcription: { model: 'Systran/fast', language: null } }),
      {
        type: 'session.update',
        session: {
          input_audio_transcription: {
            model: 'Systran/fast',
            ...options,
            keywords: all.keywords,
            delay: 'low',
          },
        },
      },
    ],
    [
      'one of the time before `audio`',
      created(
        { input_audio_transcription: { model: 'gpt-4o-transcribe' }, input_audio_noise_reduction: null },
        'transcription_session.created',
      ),
      {
        type: 'transcription_session.update',
        session: {
          input_audio_transcription: { model: 'gpt-4o-transcribe', ...options },
          input_audio_noise_reduction: far,
        },
      },
    ],
  ])('is told in its own shape: %s', (_, event, expected) => {
    expect(sessionUpdate(event, { ...all, model: 'own' })).toEqual(expected);
  });

  it.each([
    ['where nothing is entered', created(transcription()), bare],
    ['by an event of another type', created(transcription(), 'session.updated'), { ...bare, ...all }],
    ['that tells nothing of what it hears', created({ id: 's' }), { ...bare, ...all }],
    ['of a type that no text can be made of', { type: { toString: 1 }, session: {} }, { ...bare, ...all }],
    ['that is no object', { type: 'session.created', session: [] }, { ...bare, ...all }],
    [
      'where the model takes nothing of it',
      created({ audio: { input: { transcription: { model: 'gpt-realtime-whisper' } } } }),
      { ...bare, prompt: 'A lecture.' },
    ],
  ])('is told nothing %s', (_, event, wishes) => {
    expect(sessionUpdate(event, wishes)).toBeNull();
  });

  it('is told of anything that a server sends without a throw', () => {
    fc.assert(
      fc.property(
        fc.object(),
        fc.constantFrom('session', 'audio', 'input_audio_transcription'),
        (any, name) => {
          sessionUpdate(
            { ...created({ ...any, [name]: any, audio: { input: any } }) },
            { ...all, model: '' },
          );
          sessionUpdate({ ...created({ [name]: any }) }, { ...all, model: '' });
        },
      ),
    );
  });
});
