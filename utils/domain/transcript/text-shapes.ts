import {
  type Message,
  codeOf,
  idOf,
  isTrue,
  itemOf,
  member,
  namesOf,
  numberOf,
  partOf,
  textOf,
  timesOf,
} from './message-fields.ts';
import type { TextMessage } from './text-message.ts';

type Reader = (message: Message) => TextMessage | null;

/**
 * Text in the form of a server of one's own (docs/transcript.md): `text`, whether it is `final` (it is, where that is not
 * said), an `id` by which a later message replaces it, `start` and `end` in seconds, `language` and `speaker`.
 */
const plain: Reader = (message) =>
  textOf(message['text'], {
    ...idOf(message['id']),
    isFinal: isTrue(message['final'] ?? message['is_final']) ?? true,
    ...timesOf(message['start'], message['end'], 'connection'),
    ...namesOf(message),
  });

const delta: Reader = (message) =>
  textOf(message['delta'], { ...itemOf(message), isFinal: false, isMore: true, ...namesOf(message) });
const whole =
  (name: string): Reader =>
  (message) =>
    textOf(message[name], { ...itemOf(message), isFinal: true, ...namesOf(message) });
const wholeSoFar: Reader = (message) =>
  textOf(message['transcript'], { ...itemOf(message), isFinal: false, ...namesOf(message) });
const segment: Reader = (message) =>
  textOf(message['text'], {
    ...itemOf(message),
    ...partOf(message['id'] ?? message['start']),
    isFinal: true,
    ...timesOf(message['start'], message['end'], itemOf(message).id === undefined ? 'connection' : 'item'),
    ...namesOf(message),
  });
const failed: Reader = (message) => ({
  type: 'failed',
  ...itemOf(message),
  ...codeOf(message['error']),
});
const voice =
  (name: string, end: 'from' | 'to'): Reader =>
  (message) => {
    const { id } = itemOf(message);
    const ms = numberOf(message[name]);
    if (id === undefined || ms === null) return null;
    return { type: 'voice', id, times: { clock: 'connection', [end]: ms } };
  };

const transcription = 'conversation.item.input_audio_transcription.';

/**
 * The one table of the shapes in which servers send text: by the shape of a server, and by the type of its messages. The
 * plain form is read on every channel.
 */
export const textShapes = {
  plain: { transcript: plain },
  /**
   * OpenAI, Azure and those who follow them, such as speaches and LocalAI (platform.openai.com, "Realtime server events"). The whole
   * text so far is xAI's (`updated`) and that of small servers (`partial`); the last rows are those of streamed transcriptions, of
   * vLLM and of Mistral.
   */
  'openai-realtime': {
    [`${transcription}delta`]: delta,
    [`${transcription}updated`]: wholeSoFar,
    [`${transcription}partial`]: wholeSoFar,
    [`${transcription}completed`]: whole('transcript'),
    [`${transcription}segment`]: segment,
    [`${transcription}failed`]: failed,
    'input_audio_buffer.speech_started': voice('audio_start_ms', 'from'),
    'input_audio_buffer.speech_stopped': voice('audio_end_ms', 'to'),
    'transcript.text.delta': delta,
    'transcript.text.segment': segment,
    'transcript.text.done': whole('text'),
    'transcription.delta': delta,
    'transcription.text.delta': (message) =>
      textOf(message['text'], { isFinal: false, isMore: true, ...namesOf(message) }),
    'transcription.done': whole('text'),
  },
  /** Pipecat, by RTVI 2.4 (docs.pipecat.ai, "user-transcription"). */
  pipecat: {
    'user-transcription': (message) =>
      textOf(member(message['data'], 'text'), {
        isFinal: isTrue(member(message['data'], 'final')) ?? false,
        ...namesOf({ speaker: member(message['data'], 'user_id') }),
      }),
  },
  /** FastRTC's own type for what an application gives out; its messages of other types are the application's, see `fastrtc`. */
  fastrtc: { fetch_output: (message) => appText(message['data']) },
} as const satisfies Record<string, Record<string, Reader>>;

export type TextShape = keyof typeof textShapes;

/** The types of FastRTC's own messages, which carry no text; all others are those of an application. */
const fastRtcTypes = new Set([
  'warning',
  'error',
  'send_input',
  'stopword',
  'end_stream',
  'update_connection',
  'log',
]);

/** Types by which applications tell of themselves, or of what they answer. */
const otherTypes = /^(?:response\.|bot|assistant|status|state|ready|ping|pong)/i;

/** Reads a message as text in a server's shape or in the plain form; null where it carries none. */
export function readText(shape: TextShape, message: Message): TextMessage | null {
  const type = message['type'];
  if (typeof type !== 'string') return null;
  const rows: Readonly<Record<string, Reader>> = textShapes[shape];
  if (Object.hasOwn(rows, type)) return rows[type]?.(message) ?? null;
  const said = type === 'transcript' ? plain(message) : null;
  if (said) return said;
  const isOfApp = shape === 'fastrtc' && !fastRtcTypes.has(type) && !otherTypes.test(type);
  return isOfApp ? appText(message['data'] ?? message) : null;
}

/** Text of a FastRTC application, whose form nobody has agreed upon: a string, or an object with a text. */
function appText(data: unknown): TextMessage | null {
  const first: unknown = Array.isArray(data) ? data[0] : data;
  if (typeof first === 'string') return appText(readObject(first)) ?? textOf(first, { isFinal: true });
  if (typeof first !== 'object' || first === null) return null;
  const message = first as Message;
  const { role, text, transcript, content } = message;
  // A message of a chat: what others than the speaker say is not what was said.
  if (role !== undefined && role !== 'user') return null;
  return plain({ ...message, text: text ?? transcript ?? (role === undefined ? undefined : content) });
}

/** The object that a text holds as JSON; null where it is a text of words. */
function readObject(text: string): unknown {
  try {
    return text.trimStart().startsWith('{') ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}
