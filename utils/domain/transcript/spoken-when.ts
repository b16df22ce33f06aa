import { clampMoment } from '../bounds/bounds.ts';
import type { Segment } from './segment.ts';
import { capturedAt } from './sound-clock.ts';
import type { ServerTimes } from './text-message.ts';
import type { MessageInput, Spoken, Text, Transcript } from './transcript-state.ts';

/** Milliseconds of speech for one character of text, used where a text comes as a whole and without times. */
const characterMs = 65;

/** When a new segment was spoken: by the server's times, else by when it came. */
export function spokenOf(
  before: Transcript,
  input: MessageInput,
  { times, isFinal }: Text,
  key: string | null,
  raw: string,
): Spoken & { isServers?: boolean } {
  const given = times ? placed(times, input, key === null ? null : itemStart(before, key)) : null;
  const voice = given ?? (key === null ? undefined : before.voices.get(key));
  if (voice && voice.from !== null) return { ...voice, isServers: true };
  const saidMs = isFinal ? Math.min(raw.trim().length * characterMs, 60_000) : 0;
  if (voice && voice.to !== null) {
    // The text before ends before this one begins, unless this one came out of order.
    const earliest = before.spokenTo < voice.to ? before.spokenTo : 0;
    return { ...voice, from: Math.max(earliest, voice.to - saidMs), isServers: true };
  }
  const to = Math.max(endOfLastArrived(before, input), input.at - input.delayMs - input.behindMs);
  const from = Math.max(Math.min(before.spokenTo, to), to - saidMs);
  return { from, to, isLate: input.behindMs > 0 };
}

/**
 * The end of the last text over the same connection that was timed by its arrival; 0 where there is none. Sound is sent in order, so
 * such texts keep theirs, also where the delay that is reckoned with has grown from one to the next.
 */
function endOfLastArrived({ entries }: Transcript, { connection, at }: MessageInput): number {
  const last = [...entries.values()].findLast(
    ({ connection: other, segment }) => other === connection && segment.timing === 'arrival',
  );
  return last ? Math.min(at, last.segment.spokenTo ?? last.segment.spokenFrom) : 0;
}

/** When the item that a part belongs to began, in epoch milliseconds; null where that is not known. */
function itemStart(before: Transcript, key: string): number | null {
  const item = key.slice(0, Math.max(0, key.lastIndexOf('/')));
  return before.voices.get(item)?.from ?? null;
}

/** Milliseconds: a server's time that is impossible by no more than this is moved to the nearest possible moment. */
const toleratedMs = 60_000;

/** A server's times in epoch milliseconds; null where they cannot be right. */
export function placed(
  { from, to, clock }: ServerTimes,
  input: MessageInput,
  itemFrom: number | null,
): Spoken | null {
  const first = input.clock[0].at;
  const place = (ms: number | undefined): { at: number; isLate: boolean } | null => {
    if (ms === undefined) return null;
    if (clock === 'epoch') return { at: ms, isLate: false };
    if (clock === 'item') return itemFrom === null ? null : { at: itemFrom + ms, isLate: false };
    return capturedAt(input.clock, ms);
  };
  const known = [place(from), place(to)].map((moment) => {
    const isPossible =
      moment !== null && moment.at >= first - toleratedMs && moment.at <= input.at + toleratedMs;
    return isPossible ? { ...moment, at: clampMoment(Math.min(moment.at, input.at)) } : null;
  });
  const [start, end] = [known[0] ?? null, known[1] ?? null];
  if (!start && !end) return null;
  return {
    from: start?.at ?? null,
    to: end && end.at >= (start?.at ?? 0) ? end.at : null,
    isLate: (start ?? end)?.isLate === true,
  };
}

export function timed(segment: Segment, { from, to }: Spoken, at: number): Segment {
  const spokenFrom = from ?? segment.spokenFrom;
  const end = to ?? (segment.timing === 'server' ? segment.spokenTo : null);
  return {
    ...segment,
    spokenFrom,
    spokenTo: end === null ? null : Math.min(at, Math.max(end, spokenFrom)),
    timing: from === null ? segment.timing : 'server',
  };
}
