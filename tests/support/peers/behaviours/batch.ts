import type { Failure, FailureReason } from '../../../../utils/domain/failure/failure.ts';
import type { HeardPiece } from '../../../../utils/domain/backfill/backfill-segments.ts';
import type { RecordedRequest, Reply } from '../http-server.ts';
import type { WhipBehaviour } from '../whip/options.ts';

/** What a request asks for: the form of the answer, and the container of the sound. */
export type AskedBatch = `${'verbose_json' | 'json'} ${'wav' | 'ogg'}`;

/** One row: what a server makes of the sound of three seconds that it is sent, and what is read of it. */
export interface BatchBehaviour {
  /** Completes the sentence "a server that …"; unique in the table. */
  server: string;
  /** The real servers that do so. */
  seen?: string;
  does: Partial<WhipBehaviour>;
  reads: HeardPiece[] | ({ reason: FailureReason } & Partial<Failure> & Record<string, unknown>);
  /** The requests, in their order; one for the fullest answer to WAV where absent. */
  asked?: readonly AskedBatch[];
  language?: string;
}

/** The fields of a request, as a server reads them (RFC 7578); of the file its name alone. */
export function batchFields({ body }: Pick<RecordedRequest, 'body'>): ReadonlyMap<string, string> {
  const fields = body.matchAll(/name="([^"]+)"(?:; filename="([^"]+)")?\r\n(?:[^\r]+\r\n)?\r\n([^\r]*)/g);
  return new Map(Array.from(fields, ([, name = '', file, value = '']) => [name, file ?? value]));
}

export function askedOf(post: Pick<RecordedRequest, 'body'>): AskedBatch {
  const fields = batchFields(post);
  return `${fields.get('response_format') ?? ''} ${fields.get('file')?.split('.').at(-1) ?? ''}` as AskedBatch;
}

/** Answers each request by what it asks for; `else` is for what is not named. */
function answers(by: Partial<Record<AskedBatch | 'else', Reply>>): Partial<WhipBehaviour> {
  return { says: (post) => by[askedOf(post)] ?? by.else };
}

function json(body: unknown, status = 200, headers: Record<string, string> = {}): Reply {
  return { status, headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(body) };
}
const refusal = (status: number, message = 'no') => json({ error: { message } }, status);
const segment = (start: unknown, end: unknown, text: string, more = {}) => ({
  id: 0,
  start,
  end,
  text,
  ...more,
});
const piece = (text: string, from: number | null = null, to: number | null = null): HeardPiece => ({
  text,
  from,
  to,
});
const said = { text: 'seven nine', segments: [segment(0.5, 1.25, ' seven'), segment(1.5, 2.5, ' nine')] };
const heard = [piece('seven', 0.5, 1.25), piece('nine', 1.5, 2.5)];

/** Endpoints like OpenAI's `POST /v1/audio/transcriptions`. */
export const batchBehaviours: readonly BatchBehaviour[] = [
  {
    server: 'knows everything',
    seen: 'OpenAI with whisper-1',
    does: answers({ else: json({ task: 'transcribe', language: 'english', duration: 3, ...said }) }),
    reads: heard,
    language: 'english',
  },
  {
    server: 'has only the short form, and says 400 to the long one',
    seen: 'OpenAI with gpt-4o-transcribe',
    does: answers({ 'json wav': json({ text: 'seven nine' }), else: refusal(400) }),
    reads: [piece('seven nine')],
    asked: ['verbose_json wav', 'json wav'],
  },
  {
    server: 'has only the short form, and says 422 to the long one',
    does: answers({ 'json wav': json({ text: 'seven nine' }), else: refusal(422) }),
    reads: [piece('seven nine')],
    asked: ['verbose_json wav', 'json wav'],
  },
  {
    server: 'refuses both forms',
    does: answers({ else: refusal(400, 'model is missing') }),
    reads: { reason: 'server-refused', status: 400, said: 'model is missing' },
    asked: ['verbose_json wav', 'json wav'],
  },
  {
    server: 'counts in nanoseconds',
    seen: 'LocalAI',
    does: answers({
      else: json({ segments: [segment(5e8, 1.25e9, 'seven'), segment(1.5e9, 2.5e9, 'nine')] }),
    }),
    reads: heard,
  },
  {
    server: 'counts in milliseconds, written as texts',
    does: answers({
      else: json({ segments: [segment('500', '1250', 'seven'), segment('1500', '2500', 'nine')] }),
    }),
    reads: heard,
  },
  {
    server: 'gives times that are none of this sound',
    does: answers({ else: json({ segments: [segment(8e15, 9e15, 'seven')] }) }),
    reads: [piece('seven')],
  },
  {
    server: 'gives a time that ends before it begins, and one before the beginning',
    does: answers({
      else: json({ segments: [segment(2, 1, 'seven'), segment(-1, 1, 'nine'), segment(1, 2, 'two')] }),
    }),
    reads: [piece('seven'), piece('nine'), piece('two', 1, 2)],
  },
  {
    server: 'begins its first segment with the sound',
    seen: 'vLLM, also where silence comes first',
    does: answers({ else: json({ segments: [segment(0, 2.5, 'seven nine')] }) }),
    reads: [piece('seven nine', 0, 2.5)],
  },
  {
    server: 'gives its segments in no order',
    does: answers({ else: json({ segments: [...said.segments].reverse() }) }),
    reads: heard,
  },
  {
    server: 'leaves the segments out of the long form',
    seen: 'parakeet servers',
    does: answers({ else: json({ text: 'seven nine', duration: 3 }) }),
    reads: [piece('seven nine')],
  },
  {
    server: 'has no segments in the long form',
    does: answers({ else: json({ text: ' seven nine\n', segments: [] }) }),
    reads: [piece('seven nine')],
  },
  {
    server: 'answers with plain text whatever is asked for',
    does: answers({
      else: { status: 200, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body: 'seven\n' },
    }),
    reads: [piece('seven')],
  },
  {
    server: 'hears nothing',
    does: answers({ else: json({ text: '', segments: [] }) }),
    reads: [],
  },
  {
    server: 'has a mark for silence',
    seen: 'whisper.cpp',
    does: answers({
      else: json({ segments: [segment(0, 1, ' [BLANK_AUDIO]'), segment(1, 2, '(silence)')] }),
    }),
    reads: [],
  },
  {
    server: 'invents a sentence in silence, and doubts it itself',
    seen: 'Whisper',
    does: answers({
      else: json({
        segments: [
          segment(0, 3, 'Thanks for watching!', { no_speech_prob: 0.9, avg_logprob: -1.2 }),
          ...said.segments,
        ],
      }),
    }),
    reads: heard,
  },
  {
    server: 'has markup and other scripts in its text',
    does: answers({ else: json({ text: '<b>七</b> & \u202Eשבע' }) }),
    reads: [piece('<b>七</b> & \u202Eשבע')],
  },
  ...[413, 415, 500].map((status) => ({
    server: `cannot decode WAV, and says ${String(status)}`,
    seen: 'speaches',
    does: answers({ 'verbose_json ogg': json(said), else: refusal(status) }),
    reads: heard,
    asked: ['verbose_json wav', 'verbose_json ogg'] as const,
  })),
  {
    server: 'decodes neither container',
    does: answers({ else: refusal(415, 'cannot decode') }),
    reads: { reason: 'server-refused', status: 415, said: 'cannot decode' },
    asked: ['verbose_json wav', 'verbose_json ogg'],
  },
  {
    server: 'is broken',
    does: answers({ else: refusal(500, 'CUDA out of memory') }),
    reads: { reason: 'server-error', status: 500, said: 'CUDA out of memory' },
    asked: ['verbose_json wav', 'verbose_json ogg'],
  },
  {
    server: 'has only the short form, and only of Ogg',
    does: answers({
      'verbose_json wav': refusal(422),
      'json wav': refusal(415),
      'json ogg': json({ text: 'seven nine' }),
    }),
    reads: [piece('seven nine')],
    asked: ['verbose_json wav', 'json wav', 'json ogg'],
  },
  {
    server: 'does not know the key',
    does: answers({ else: refusal(401, 'wrong key') }),
    reads: { reason: 'server-unauthorized', said: 'wrong key' },
  },
  {
    server: 'says 403 where the key is missing',
    seen: 'speaches',
    does: answers({ else: refusal(403, 'no key') }),
    reads: { reason: 'server-unauthorized', said: 'no key' },
  },
  {
    server: 'does not have the model',
    seen: 'speaches, until it is pulled',
    does: answers({ else: refusal(404, "Model 'whisper-1' is not installed locally.") }),
    reads: { reason: 'server-not-found' },
  },
  {
    server: 'has no money left for us',
    does: answers({ else: json({ error: { code: 'insufficient_quota' } }, 429) }),
    reads: { reason: 'server-quota', status: 429 },
  },
  {
    server: 'asks for a pause',
    does: answers({ else: json({}, 429, { 'Retry-After': '7' }) }),
    reads: { reason: 'server-overloaded', status: 429, retryAfterMs: 7000 },
  },
  {
    server: 'asks for a pause without an end',
    does: answers({ else: json({}, 503, { 'Retry-After': '99999999999999' }) }),
    reads: { reason: 'server-overloaded', status: 503, retryAfterMs: 365 * 86_400_000 },
  },
  {
    server: 'is the login page of a hotel',
    does: answers({
      else: { status: 200, headers: { 'Content-Type': 'text/html' }, body: '<h1>Welcome</h1>' },
    }),
    reads: { reason: 'server-answer-invalid' },
  },
  {
    server: 'answers without a text',
    does: answers({ else: json({ text: null, segments: 'none' }) }),
    reads: { reason: 'server-answer-invalid' },
  },
  {
    server: 'answers without an end',
    does: answers({ else: json({ text: 'x'.repeat(5 * 1024 * 1024) }) }),
    reads: { reason: 'server-answer-invalid' },
  },
  {
    server: 'drops the connection',
    does: { says: () => 'drop' },
    reads: { reason: 'server-unreachable' },
  },
];
