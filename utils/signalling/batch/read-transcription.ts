import { hasWords } from '../../domain/transcript/has-words.ts';
import type { HeardPiece } from '../../domain/backfill/backfill-segments.ts';
import { asObject, readJsonObject, type JsonObject } from '../http/json-object.ts';

/** What a server has understood of a sound file. */
export interface Transcription {
  /** In their order; without times where the server gives none that can be. */
  pieces: HeardPiece[];
  language?: string;
}

/** The greatest number of pieces, and of characters in each, that are read of an answer. */
const mostPieces = 5000;
const longestPiece = 100_000;

/** Seconds beyond the end of the sound at which a piece may still end. */
const tolerance = 2;

/** The units in which servers count, in seconds: most as OpenAI, others in milliseconds, LocalAI in nanoseconds. */
const units = [1, 1e-3, 1e-9];

/** The figures by which Whisper says that a piece is silence (openai/whisper, `transcribe.py`). */
const silence = { noSpeech: 0.6, logprob: -1 };

/**
 * Reads an answer of `POST /v1/audio/transcriptions` to a sound of so many seconds: `verbose_json`, `json` or plain text. Null
 * where it has no text that can be read.
 */
export function readTranscription(
  body: string,
  contentType: string | null,
  seconds: number,
): Transcription | null {
  const answer = readJsonObject(body);
  if (answer === null) {
    const isText = /^text\/plain\b/i.test(contentType ?? '') && !body.trimStart().startsWith('<');
    return isText ? { pieces: whole(body) } : null;
  }
  const { segments, text, language } = answer;
  const found = { ...(typeof language === 'string' && /^[\w-]{1,35}$/.test(language) && { language }) };
  const timed = Array.isArray(segments) ? readSegments(segments as unknown[], seconds) : [];
  if (timed.length > 0) return { pieces: timed.filter(({ text }) => hasWords(text)), ...found };
  return typeof text === 'string' ? { pieces: whole(text), ...found } : null;
}

function whole(text: string): HeardPiece[] {
  const trimmed = text.slice(0, longestPiece).trim();
  return hasWords(trimmed) ? [{ text: trimmed, from: null, to: null }] : [];
}

function readSegments(segments: readonly unknown[], seconds: number): HeardPiece[] {
  const read = segments
    .slice(0, mostPieces)
    .map(asObject)
    .filter((segment) => segment !== null)
    .filter((segment) => typeof segment['text'] === 'string');
  const latest = read.reduce((most, { end }) => Math.max(most, numberOf(end) ?? 0), 0);
  const unit = units.find((each) => latest * each <= seconds + tolerance) ?? null;
  return read
    .map((segment) => pieceOf(segment, unit))
    .sort((one, other) => (one.from ?? 0) - (other.from ?? 0));
}

function pieceOf(
  { text, start, end, no_speech_prob, avg_logprob }: JsonObject,
  unit: number | null,
): HeardPiece {
  const isSilence =
    (numberOf(no_speech_prob) ?? 0) > silence.noSpeech && (numberOf(avg_logprob) ?? 0) < silence.logprob;
  const said = isSilence ? '' : String(text).slice(0, longestPiece).trim();
  const [from, to] = [numberOf(start), numberOf(end)];
  const isTimed = unit !== null && from !== null && to !== null && from >= 0 && to > from;
  return isTimed ? { text: said, from: from * unit, to: to * unit } : { text: said, from: null, to: null };
}

/** A number, also where a server writes it as a text; null for everything else. */
function numberOf(value: unknown): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}
