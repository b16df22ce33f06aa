import { asObject, readJsonObject } from '../http/json-object.ts';
import { readErrorWords } from '../http/server-words.ts';
import type { ServerMessage, ServerMessageWords } from '../../domain/log/server-message.ts';
import type { TextReceived } from '../port/signalling.ts';

export interface OpenAiEventHandlers {
  onText: (received: TextReceived) => void;
  onServerMessage: (message: ServerMessage, words?: ServerMessageWords) => void;
}

const transcription = 'conversation.item.input_audio_transcription.';

/**
 * Reports one event of the data channel `oai-events` by its type, and its error: the spoken words are neither kept nor
 * passed on. `secrets` are masked in what an error says.
 */
export function readOpenAiEvent(
  text: string,
  { onText, onServerMessage }: OpenAiEventHandlers,
  secrets: readonly string[] = [],
): void {
  const event = readJsonObject(text);
  switch (event?.['type']) {
    case `${transcription}delta`:
      return onText('delta');
    case `${transcription}completed`:
      return onText('completed');
    case `${transcription}failed`:
      onText('failed');
      return event['error'] ? onServerMessage('error', readErrorWords(event['error'], secrets)) : undefined;
    case 'response.done': {
      const failed = asObject(asObject(event['response'])?.['status_details'])?.['error'];
      return failed ? onServerMessage('error', readErrorWords(failed, secrets)) : undefined;
    }
    case 'error': {
      const words = readErrorWords(event['error'] ?? { ...event, type: null }, secrets);
      return onServerMessage(words.code === 'session_expired' ? 'stream-ended' : 'error', words);
    }
  }
}
