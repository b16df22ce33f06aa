import { asObject, readJsonObject, type JsonObject } from '../http/json-object.ts';
import { readErrorWords } from '../http/server-words.ts';
import type { ServerMessage, ServerMessageWords } from '../../domain/log/server-message.ts';
import type { TextMessage } from '../../domain/transcript/text-message.ts';
import { readText } from '../../domain/transcript/text-shapes.ts';

export interface OpenAiEventHandlers {
  onText: (message: TextMessage) => void;
  onServerMessage: (message: ServerMessage, words?: ServerMessageWords) => void;
}

/**
 * Reports what one event of the data channel `oai-events` says: its text, or its error. `secrets` are masked in what an error says.
 * Returns the event; null for what is none.
 */
export function readOpenAiEvent(
  text: string,
  handlers: OpenAiEventHandlers,
  secrets: readonly string[] = [],
): JsonObject | null {
  const event = readJsonObject(text);
  if (event) report(event, handlers, secrets);
  return event;
}

function report(
  event: JsonObject,
  { onText, onServerMessage }: OpenAiEventHandlers,
  secrets: readonly string[],
): void {
  const said = readText('openai-realtime', event);
  if (said) onText(said);
  if (said?.type === 'failed' && event['error'])
    return onServerMessage('error', readErrorWords(event['error'], secrets));
  switch (event['type']) {
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
