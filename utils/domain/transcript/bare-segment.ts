import { clampMoment, longestLanguage, longestSpeaker } from '../bounds/bounds.ts';
import type { Segment } from './segment.ts';
import { shownText } from './shown-text.ts';
import type { MessageInput, Spoken, Text } from './transcript-state.ts';

/** A segment without its text yet, for what a message is about. */
export function bareSegment(
  input: MessageInput,
  id: string,
  spoken: Spoken & { isServers?: boolean },
): Segment {
  const spokenFrom = clampMoment(Math.round(spoken.from ?? input.at));
  return {
    id,
    text: '',
    isFinal: false,
    spokenFrom,
    spokenTo: spoken.to === null ? null : clampMoment(Math.max(spokenFrom, Math.round(spoken.to))),
    timing: spoken.isServers ? 'server' : 'arrival',
    arrivedAt: input.at,
    source: spoken.isLate ? 'catch-up' : 'live',
    ...(isUnspoken(spokenFrom, input) && { isUnspoken: true }),
  };
}

/** The language and the speaker that a message names, as they may be kept. */
export function keptNames({ language, speaker }: Text): Pick<Segment, 'language' | 'speaker'> {
  const [tongue, person] = [language, speaker].map((name) => shownText(name ?? ''));
  return {
    ...(tongue && tongue.length <= longestLanguage && { language: tongue }),
    ...(person && { speaker: person.slice(0, longestSpeaker).toWellFormed() }),
  };
}

/** Milliseconds before a text that are looked at for a voice: what is known of the last one may be old, and so may be the times. */
const voiceWithinMs = 4000;

/** Whether no voice was heard in the sound that a text is about. */
function isUnspoken(spokenFrom: number, { lastVoiceAt, behindMs }: MessageInput): boolean {
  return lastVoiceAt !== null && behindMs === 0 && lastVoiceAt < spokenFrom - voiceWithinMs;
}
