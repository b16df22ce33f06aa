import { hasWords } from './has-words.ts';

/**
 * When something was spoken by a server's own reckoning, in milliseconds: since the first sound of the connection, since
 * the epoch, or since the beginning of the item that it is a part of.
 */
export interface ServerTimes {
  from?: number;
  to?: number;
  clock: 'connection' | 'epoch' | 'item';
}

/** What one message of a server says about text, in one form for every kind of server. */
export type TextMessage =
  | {
      type: 'text';
      /** The server's own id; absent where it names none, and then the text belongs to what is still open. */
      id?: string;
      /** The id of a part, where a server divides what belongs to one id. */
      part?: string;
      text: string;
      /** Whether the text goes on where the last one ended, and does not replace it. */
      isMore: boolean;
      isFinal: boolean;
      times?: ServerTimes;
      language?: string;
      speaker?: string;
    }
  /** The server could make no text of what it heard. */
  | { type: 'failed'; id?: string; code?: string }
  /** When the voice of what has this id began or ended; its text comes later. */
  | { type: 'voice'; id: string; times: ServerTimes }
  /** A message that was not read, because it is binary or too long, or one of a flood. */
  | { type: 'refused' };

/** How a message counts among the texts of a session: the beginning of one, a whole one, or a failure; null for none. */
export function kindOfText(message: TextMessage): 'delta' | 'completed' | 'failed' | null {
  if (message.type === 'failed') return 'failed';
  if (message.type !== 'text' || message.text.trim() === '') return null;
  return message.isFinal ? 'completed' : 'delta';
}

/** How a message counts as a sign that the server understands a voice: what it writes of sounds without words is none. */
export function proofOfText(message: TextMessage): ReturnType<typeof kindOfText> {
  return message.type === 'text' && !hasWords(message.text) ? null : kindOfText(message);
}
