import type { ServerTimes, TextMessage } from './text-message.ts';

type Message = Readonly<Record<string, unknown>>;
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

/** The item of a realtime event, and which of its contents: text of two contents is two texts. */
function itemOf({ item_id, item, content_index }: Message): { id?: string } {
  const id = idOf(item_id ?? member(item, 'id')).id;
  if (id === undefined) return {};
  const index = numberOf(content_index) ?? 0;
  return { id: index > 0 ? `${id}:${String(index)}` : id };
}

const delta: Reader = (message) =>
  textOf(message['delta'], { ...itemOf(message), isFinal: false, isMore: true, ...namesOf(message) });
const whole =
  (name: string): Reader =>
  (message) =>
    textOf(message[name], { ...itemOf(message), isFinal: true, ...namesOf(message) });
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
   * OpenAI, Azure and those who follow them, such as speaches and LocalAI (platform.openai.com, "Realtime server events"); the
   * last rows are those of streamed transcriptions and of vLLM.
   */
  'openai-realtime': {
    [`${transcription}delta`]: delta,
    [`${transcription}completed`]: whole('transcript'),
    [`${transcription}segment`]: segment,
    [`${transcription}failed`]: failed,
    'input_audio_buffer.speech_started': voice('audio_start_ms', 'from'),
    'input_audio_buffer.speech_stopped': voice('audio_end_ms', 'to'),
    'transcript.text.delta': delta,
    'transcript.text.segment': segment,
    'transcript.text.done': whole('text'),
    'transcription.delta': delta,
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

function textOf(
  text: unknown,
  rest: Partial<Extract<TextMessage, { type: 'text' }>> & { isFinal: boolean },
): TextMessage | null {
  const words = typeof text === 'number' ? String(text) : text;
  return typeof words === 'string' ? { type: 'text', text: words, isMore: false, ...rest } : null;
}

function idOf(id: unknown): { id?: string } {
  const text = typeof id === 'number' ? String(id) : id;
  return typeof text === 'string' && text !== '' ? { id: text } : {};
}

function partOf(id: unknown): { part?: string } {
  const part = idOf(id).id;
  return part === undefined ? {} : { part };
}

/** A language, and a speaker's name: recognisers that tell voices apart also count them. */
function namesOf({ language, speaker }: Message): { language?: string; speaker?: string } {
  const name = typeof speaker === 'number' ? String(speaker) : speaker;
  return {
    ...(typeof language === 'string' && language !== '' && { language }),
    ...(typeof name === 'string' && name !== '' && { speaker: name }),
  };
}

/** A number, also one that is written as a text; null for everything else. */
function numberOf(value: unknown): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}

/** Whether a value means yes, as a truth value, a number or a text such as Python writes it; undefined where it means neither. */
function isTrue(value: unknown): boolean | undefined {
  const written = String(value).toLowerCase();
  if (written === 'true' || written === '1') return true;
  return written === 'false' || written === '0' ? false : undefined;
}

/** Above this number of seconds a time is none since a connection began, but one since the epoch; above the other in milliseconds. */
const epochSeconds = 1e9;
const epochMilliseconds = 1e12;

/** The times of a text, given in seconds. */
function timesOf(start: unknown, end: unknown, clock: 'connection' | 'item'): { times?: ServerTimes } {
  const [from, to] = [msOf(start), msOf(end)];
  if (from === null && to === null) return {};
  const isEpoch = Math.max(from?.value ?? 0, to?.value ?? 0) >= epochSeconds;
  return {
    times: {
      ...(from && { from: from.ms }),
      ...(to && { to: to.ms }),
      clock: isEpoch ? 'epoch' : clock,
    },
  };
}

function msOf(given: unknown): { value: number; ms: number } | null {
  const value = numberOf(given);
  if (value === null || value < 0) return null;
  return { value, ms: value >= epochMilliseconds ? value : value * 1000 };
}

function codeOf(error: unknown): { code?: string } {
  const code = member(error, 'code') ?? member(error, 'type');
  return typeof code === 'string' && /^[\w.:/-]{1,80}$/.test(code) ? { code } : {};
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Message)[name] : undefined;
}
