import type { Edges } from '../../async/edges.ts';
import type { Frame } from '../../domain/frames/frame.ts';
import { createSpeechJudge } from '../speech/speech-judge.ts';
import { createVoiceGauge } from '../speech/voice-gauge.ts';

/** Milliseconds of speech during one mute that are more than a cough or a word to somebody in the room. */
const reportAfterMs = 3000;

export interface MuteGuardOptions extends Pick<Edges, 'now'> {
  /** Called once in each mute, when somebody has spoken for seconds. */
  onSpokeWhileMuted(): void;
}

/**
 * Stands before every consumer that keeps something of the sound: while the user mutes, it passes on only
 * silence. The speech judge alone hears the sound, and reports only that somebody speaks.
 */
export function createMuteGuard({ onSpokeWhileMuted, now }: MuteGuardOptions) {
  const judge = createSpeechJudge();
  const gauge = createVoiceGauge();
  let isMuted = false;
  let isReported = false;
  /** Milliseconds of speech before the mute. */
  let spokenBeforeMs = 0;
  /** Milliseconds of speech so far. */
  let heardMs = 0;
  let spokeAt: number | null = null;
  let capturedAt: number | null = null;
  let silence = new Float32Array(0);

  function silenced({ samples, ...frame }: Frame): Frame {
    if (silence.length !== samples.length) silence = new Float32Array(samples.length);
    return { ...frame, samples: silence };
  }

  return {
    admit(frame: Frame): Frame {
      judge.consume(frame);
      const { spokenMs } = judge.heard();
      if (spokenMs !== heardMs) {
        spokeAt = now();
        if (!isMuted) {
          capturedAt = spokeAt;
          gauge.consume(frame);
        }
      }
      heardMs = spokenMs;
      if (!isMuted) return frame;
      if (!isReported && spokenMs - spokenBeforeMs >= reportAfterMs) {
        isReported = true;
        onSpokeWhileMuted();
      }
      return silenced(frame);
    },

    setMuted(muted: boolean): void {
      if (muted === isMuted) return;
      isMuted = muted;
      isReported = false;
      spokenBeforeMs = heardMs;
    },

    /** Epoch milliseconds of the last speech; null before any. */
    spokeAt: () => spokeAt,
    /** Epoch milliseconds of the last speech that was passed on; null before any. */
    capturedAt: () => capturedAt,
    /** What the voice that was passed on is like; null before some seconds of it. */
    voice: gauge.report,
    /** Notes that another microphone is heard from now on. */
    restart: gauge.restart,
  };
}
