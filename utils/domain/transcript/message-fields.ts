import type { ServerTimes, TextMessage } from './text-message.ts';

/** A message of a server, of whose members nothing is known. */
export type Message = Readonly<Record<string, unknown>>;

export function textOf(
  text: unknown,
  rest: Partial<Extract<TextMessage, { type: 'text' }>> & { isFinal: boolean },
): TextMessage | null {
  const words = typeof text === 'number' ? String(text) : text;
  return typeof words === 'string' ? { type: 'text', text: words, isMore: false, ...rest } : null;
}

export function idOf(id: unknown): { id?: string } {
  const text = typeof id === 'number' ? String(id) : id;
  return typeof text === 'string' && text !== '' ? { id: text } : {};
}

export function partOf(id: unknown): { part?: string } {
  const part = idOf(id).id;
  return part === undefined ? {} : { part };
}

/** A language, and a speaker's name: recognisers that tell voices apart also count them. */
export function namesOf({ language, speaker }: Message): { language?: string; speaker?: string } {
  const name = typeof speaker === 'number' ? String(speaker) : speaker;
  return {
    ...(typeof language === 'string' && language !== '' && { language }),
    ...(typeof name === 'string' && name !== '' && { speaker: name }),
  };
}

/** A number, also one that is written as a text; null for everything else. */
export function numberOf(value: unknown): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}

/** Whether a value means yes, as a truth value, a number or a text such as Python writes it; undefined where it means neither. */
export function isTrue(value: unknown): boolean | undefined {
  const written = typeof value === 'string' ? value.toLowerCase() : value;
  if (yes.includes(written)) return true;
  return no.includes(written) ? false : undefined;
}

const yes: readonly unknown[] = [true, 1, 'true', '1'];
const no: readonly unknown[] = [false, 0, 'false', '0'];

/** Above this number of seconds a time is none since a connection began, but one since the epoch; above the other in milliseconds. */
const epochSeconds = 1e9;
const epochMilliseconds = 1e12;

/** The times of a text, given in seconds. */
export function timesOf(start: unknown, end: unknown, clock: 'connection' | 'item'): { times?: ServerTimes } {
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

export function codeOf(error: unknown): { code?: string } {
  const code = member(error, 'code') ?? member(error, 'type');
  return typeof code === 'string' && /^[\w.:/-]{1,80}$/.test(code) ? { code } : {};
}

export function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Message)[name] : undefined;
}

/** The item of a realtime event, and which of its contents: text of two contents is two texts. */
export function itemOf({ item_id, item, content_index }: Message): { id?: string } {
  const id = idOf(item_id ?? member(item, 'id')).id;
  if (id === undefined) return {};
  const index = numberOf(content_index) ?? 0;
  return { id: index > 0 ? `${id}:${String(index)}` : id };
}
