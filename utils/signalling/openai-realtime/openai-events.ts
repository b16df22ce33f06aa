import { asObject, readJsonObject } from '../http/json-object.ts';
import type { ServerMessage } from '../../domain/log/server-message.ts';
import type { TextReceived } from '../port/signalling.ts';

export interface OpenAiEventHandlers {
  onText: (received: TextReceived) => void;
  onServerMessage: (message: ServerMessage) => void;
}

const transcription = 'conversation.item.input_audio_transcription.';

/**
 * Reports one event of the data channel `oai-events` by its type alone: the spoken words are neither kept nor
 * passed on.
 */
export function readOpenAiEvent(text: string, { onText, onServerMessage }: OpenAiEventHandlers): void {
  const event = readJsonObject(text);
  switch (event?.['type']) {
    case `${transcription}delta`:
      return onText('delta');
    case `${transcription}completed`:
      return onText('completed');
    case `${transcription}failed`:
      return onText('failed');
    case 'error':
      return onServerMessage(
        asObject(event['error'])?.['code'] === 'session_expired' ? 'stream-ended' : 'error',
      );
  }
}
