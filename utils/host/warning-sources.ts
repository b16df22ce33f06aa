import type { Edges } from '../async/edges.ts';
import type { Measured } from '../audio/puller/puller-protocol.ts';
import type { MediaFigures } from '../domain/link/media-figures.ts';
import type { MicrophoneCondition } from '../domain/microphone/microphone-condition.ts';
import type { VoiceReport } from '../domain/microphone/voice-report.ts';
import type { LearnedFacts } from '../domain/profiles/learned-facts.ts';
import { proofOfText, type TextMessage } from '../domain/transcript/text-message.ts';
import type { WarningSources } from '../domain/warnings/warning-kinds.ts';

export interface WarningSourcesDeps extends Pick<Edges, 'now'> {
  microphone: {
    condition(): MicrophoneCondition;
    /** Epoch milliseconds since when sound is to be expected. */
    expectedSince(): number;
  };
  /** What earlier sessions found out about the server. */
  learned: Pick<LearnedFacts, 'sendsText'>;
}

/** Collects what a session's warnings are judged by, besides the figures of its connection. */
export function createWarningSources({ now, microphone, learned }: WarningSourcesDeps) {
  /** Epoch milliseconds of the last sound that was not all zeros, and of the last voice that was not muted. */
  let soundAt = 0;
  let capturedAt = 0;
  let voice: VoiceReport | null = null;
  /** The number of the last voice report that was read. */
  let readVoice = 0;
  /** Epoch milliseconds when the recording ended before its session. */
  let unrecordedSince: number | null = null;

  /** Seconds of speech since the last text of the server; null while it is not known to send any. */
  let untextedFor: number | null = learned.sendsText === true ? 0 : null;
  let failedTexts = 0;
  /** The server's code for the last failed text. */
  let failureCode: string | undefined;
  /** The time of the last voice at the previous reading, in epoch milliseconds. */
  let readVoiceAt = 0;

  const secondsSince = (at: number) => (now() - at) / 1000;

  return {
    /** Takes what the puller's worker has measured of the sound. */
    measured(sound: Pick<Measured, 'soundAt' | 'capturedAt' | 'voice'>): void {
      soundAt = sound.soundAt ?? 0;
      capturedAt = sound.capturedAt ?? capturedAt;
      ({ voice } = sound);
    },

    /** Takes a message of the server about text. */
    textReceived(message: TextMessage): void {
      if (message.type === 'text') untextedFor = 0;
      const proof = proofOfText(message);
      if (proof === 'completed') failedTexts = 0;
      if (message.type !== 'failed') return;
      failedTexts += 1;
      failureCode = message.code;
    },

    /** The code by which the server said why the last text failed, where it did. */
    failureCode: () => failureCode,

    /** Notes that the recording has ended before its session. */
    recordingEnded(): void {
      unrecordedSince = now();
    },

    /** Reads the sources, with the `media` figures of the connection in use. To be called once a second. */
    read(media: MediaFigures | null): WarningSources {
      const expectedSince = microphone.expectedSince();
      const isNew = voice !== null && voice.number !== readVoice;
      readVoice = voice?.number ?? 0;
      // Speech during a loss has not reached the server yet, so it does not count.
      if (untextedFor !== null && media !== null && capturedAt > readVoiceAt) untextedFor += 1;
      readVoiceAt = capturedAt;
      return {
        media,
        condition: microphone.condition(),
        silentFor: secondsSince(Math.max(soundAt, expectedSince)),
        voicelessFor: secondsSince(Math.max(capturedAt, expectedSince)),
        hasSpoken: capturedAt > expectedSince,
        voice: isNew ? voice : null,
        unrecordedFor: unrecordedSince === null ? null : secondsSince(unrecordedSince),
        untextedFor,
        failedTexts,
      };
    },
  };
}
