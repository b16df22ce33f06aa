import type { MediaFigures } from '../link/media-figures.ts';
import type { MicrophoneCondition } from '../microphone/microphone-condition.ts';
import { leastTreble } from '../microphone/voice-band.ts';
import type { VoiceReport } from '../microphone/voice-report.ts';

/** The sources of all warnings' figures, read once a second. */
export interface WarningSources {
  /** The connection's figures; null while the link is lost, or not there yet. */
  media: MediaFigures | null;
  condition: MicrophoneCondition;
  /** Seconds since the microphone last gave sound. */
  silentFor: number;
  /** Seconds since it last gave a voice, or since one was to be expected. */
  voicelessFor: number;
  /** Whether it has given a voice since one was to be expected. */
  hasSpoken: boolean;
  /** What its voice is like; null where that was not measured since the reading before. */
  voice: VoiceReport | null;
  /** Seconds since the recording ended before its session; null where it goes on, or none is wanted. */
  unrecordedFor: number | null;
  /** Seconds of speech since the last text of the server; null where it has sent none yet. */
  untextedFor: number | null;
  /** The number of texts that failed since the last one that did not. */
  failedTexts: number;
}

/** The unit of a warning's figure; a share is from 0 to 1. */
export type WarningUnit = 'count' | 'seconds' | 'share' | 'bits-per-second' | 'decibels';

/**
 * A kind of warning. A figure beyond `raise` in so many consecutive readings raises the warning, one on the good
 * side of `clear` in so many clears it; between the two nothing changes, so that a figure that swings around
 * one limit causes no flood of events. `raise` below `clear` means that less is worse.
 */
interface WarningKind {
  /**
   * The subject: a warning about the link marks its time as not good enough; one about the microphone says
   * nothing about the link, and ends while the microphone is muted or gone; one about the recording or the text says nothing
   * about either.
   */
  about: 'link' | 'microphone' | 'recording' | 'text';
  unit: WarningUnit;
  raise: number;
  clear: number;
  readingsToRaise: number;
  readingsToClear: number;
  /** The newest figure, null where it is not known. */
  figure: (sources: WarningSources) => number | null;
  /** The condition of the microphone that the warning reports as well. */
  tells?: MicrophoneCondition;
}

/**
 * The least level of speech, -40 dB: a sound this loud over a second is no noise of the room, and takes a
 * codec some bytes even where it may leave out pauses.
 */
const soundingLevel = 0.01;

/**
 * Seconds for which a sound counts as recent: two readings of the samples may be so far apart while no view
 * watches.
 */
const soundingWithin = 2;

/** Seconds without a voice that are still a pause of somebody who has spoken. */
const longestPause = 60;

/**
 * The one table of warnings, which are conditions that are not good enough, though no loss: what each is
 * about, its figure and unit, and when it is raised and cleared; the gravest first. Types, the check of an
 * import, bands, story and timeline come out of it.
 *
 * To add a warning: its row here, and its words in `public/_locales`, named after it (the compiler asks for
 * them).
 */
export const warningKinds = {
  // The least that Opus is made for is 6 kbit/s (RFC 6716 section 2.1.1); even a pause takes more at its usual rate.
  'low-bitrate': {
    about: 'link',
    unit: 'bits-per-second',
    raise: 5000,
    clear: 8000,
    readingsToRaise: 3,
    readingsToClear: 3,
    figure: ({ media }) => ((media?.audioLevel ?? 0) >= soundingLevel ? (media?.bitrate ?? null) : null),
  },
  // The zeros have lasted some seconds before they are called silence.
  'silent-microphone': {
    about: 'microphone',
    unit: 'seconds',
    raise: 4,
    clear: 2,
    readingsToRaise: 1,
    readingsToClear: 2,
    // Seconds of silence; a pause between words is no silence, and does not end one either.
    figure({ condition, silentFor }) {
      if (condition === 'silent') return silentFor;
      return condition === 'sounding' && silentFor < soundingWithin ? 0 : null;
    },
    tells: 'silent',
  },
  // Sound, but no voice in it: a microphone's own noise, or the wrong one of two. One that has given a voice
  // works, and a pause in which nobody speaks may be longer.
  'no-voice': {
    about: 'microphone',
    unit: 'seconds',
    raise: 20,
    clear: 2,
    readingsToRaise: 1,
    readingsToClear: 1,
    figure({ condition, voicelessFor, hasSpoken }) {
      if (condition !== 'sounding') return null;
      return hasSpoken && voicelessFor > soundingWithin && voicelessFor < longestPause ? null : voicelessFor;
    },
  },
  // A recording that has ended does not begin again in the same host.
  'not-recorded': {
    about: 'recording',
    unit: 'seconds',
    raise: 0,
    clear: -1,
    readingsToRaise: 1,
    readingsToClear: 1,
    figure: ({ unrecordedFor }) => unrecordedFor,
  },
  // A server that has sent text before ends a sentence sooner; some of the speech may be none for a recogniser.
  'no-text': {
    about: 'text',
    unit: 'seconds',
    raise: 20,
    clear: 2,
    readingsToRaise: 1,
    readingsToClear: 1,
    figure: ({ untextedFor }) => untextedFor,
  },
  // One text may fail because there was nothing to understand.
  'failed-texts': {
    about: 'text',
    unit: 'count',
    raise: 2,
    clear: 0,
    readingsToRaise: 1,
    readingsToClear: 1,
    figure: ({ failedTexts }) => failedTexts,
  },
  // A voice is usually sent at about -26 dBFS (ITU-T P.56); a soft one is still well above this.
  'too-quiet': {
    about: 'microphone',
    unit: 'decibels',
    raise: -45,
    clear: -41,
    readingsToRaise: 2,
    readingsToClear: 1,
    figure: ({ voice }) => voice?.level ?? null,
  },
  // One sample in a thousand is near the highest amplitude of a voice that is not cut off.
  clipping: {
    about: 'microphone',
    unit: 'share',
    raise: 0.0025,
    clear: 0.0015,
    readingsToRaise: 2,
    readingsToClear: 1,
    figure: ({ voice }) => voice?.clipped ?? null,
  },
  // Opus conceals a few lost packets, and no more (RFC 6716, section 2.1.7).
  'high-loss': {
    about: 'link',
    unit: 'share',
    raise: 0.05,
    clear: 0.02,
    readingsToRaise: 3,
    readingsToClear: 5,
    figure: ({ media }) => media?.fractionLost ?? null,
  },
  // More jitter than the usual receiver's buffer evens out at once.
  'high-jitter': {
    about: 'link',
    unit: 'seconds',
    raise: 0.05,
    clear: 0.03,
    readingsToRaise: 3,
    readingsToClear: 5,
    figure: ({ media }) => media?.jitter ?? null,
  },
  // From 0.2 s each way on, a conversation suffers (ITU-T G.114). The figure is measured in every second or
  // third reading, and one slow answer stays the latest until the next comes: it must count for only one reading.
  'high-round-trip-time': {
    about: 'link',
    unit: 'seconds',
    raise: 0.4,
    clear: 0.3,
    readingsToRaise: 2,
    readingsToClear: 3,
    figure: ({ media }) => media?.newRoundTripTime ?? null,
  },
  // A headset that works as a telephone does, at 8 kHz, gives nothing above 4 kHz.
  'narrow-band': {
    about: 'microphone',
    unit: 'decibels',
    raise: leastTreble,
    clear: -50,
    readingsToRaise: 2,
    readingsToClear: 1,
    figure: ({ voice }) => voice?.treble ?? null,
  },
} as const satisfies Record<string, WarningKind>;

export type Warning = keyof typeof warningKinds;
type WarningAbout<About extends WarningKind['about']> = {
  [Each in Warning]: (typeof warningKinds)[Each]['about'] extends About ? Each : never;
}[Warning];
export type MicrophoneWarning = WarningAbout<'microphone'>;

/** All warnings, the gravest first. */
export const warnings = Object.keys(warningKinds) as Warning[];

/** A row of the table; undefined for a warning that only a damaged log has. */
function rowOf(warning: string): WarningKind | undefined {
  return Object.hasOwn(warningKinds, warning) ? warningKinds[warning as Warning] : undefined;
}

export function isAboutLink(warning: Warning): boolean {
  return rowOf(warning)?.about === 'link';
}

/**
 * The condition of the microphone that a warning reports, so that no other part has to; undefined for most.
 */
export function conditionToldBy(warning: Warning): MicrophoneCondition | undefined {
  return rowOf(warning)?.tells;
}

export function isAboutMicrophone(warning: Warning): warning is MicrophoneWarning {
  return rowOf(warning)?.about === 'microphone';
}

/** Whether a warning is about the voice that a microphone gives, and so about one microphone alone. */
export function isAboutVoice(warning: Warning): boolean {
  return isAboutMicrophone(warning) && conditionToldBy(warning) === undefined;
}

/** The figure of each warning, null where it is not known. */
export function warningFigures(sources: WarningSources): Record<Warning, number | null> {
  const figures = warnings.map((warning) => [warning, warningKinds[warning].figure(sources)] as const);
  return Object.fromEntries(figures) as Record<Warning, number | null>;
}

/** The unit of a warning; undefined for one that only a damaged log has. */
export function unitOf(warning: Warning): WarningUnit | undefined {
  return rowOf(warning)?.unit;
}

/** The worse of two figures of a warning. */
export function worseFigure(warning: Warning, one: number, other: number): number {
  const row = rowOf(warning);
  return row && row.raise < row.clear ? Math.min(one, other) : Math.max(one, other);
}
