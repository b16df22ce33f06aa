import { createMuteGuard } from '../../utils/audio/puller/mute-guard.ts';
import { createZeroDetector } from '../../utils/audio/puller/zero-detector.ts';
import { hearBand, noBandHeard, toldBand, type VoiceBand } from '../../utils/domain/microphone/voice-band.ts';
import { judgeWarnings, noWarnings } from '../../utils/domain/warnings/judge-warnings.ts';
import { warningFigures, type Warning } from '../../utils/domain/warnings/warning-kinds.ts';
import type { Wav } from './wav.ts';

/** The seconds for which a recording is played, again and again where it is shorter. */
const listenSeconds = 45;

/** The warnings that a session raises about a microphone which gives this sound, without those it clears again. */
export const microphoneVerdict = (wav: Wav, seconds = listenSeconds): Warning[] =>
  listen(wav, seconds).warnings;

/** How far up a voice reaches, as a session tells it; null where it does not know. */
export const voiceBandOf = (wav: Wav): VoiceBand | null => listen(wav, listenSeconds).band;

function listen(
  { samples, sampleRate }: Wav,
  seconds: number,
): { warnings: Warning[]; band: VoiceBand | null } {
  let now = 0;
  let condition: 'sounding' | 'silent' = 'sounding';
  const zeros = createZeroDetector({ now: () => now, onCondition: (next) => (condition = next) });
  const guard = createMuteGuard({ now: () => now, onSpokeWhileMuted: () => undefined });
  const length = Math.round(sampleRate / 100);
  const raised = new Set<Warning>();
  let warnings = noWarnings;
  let number = 0;
  let heard = noBandHeard;
  for (let at = 0; now < seconds * 1000; at += length) {
    if (at + length > samples.length) at = 0;
    now += 10;
    const frame = { samples: samples.subarray(at, at + length), sampleRate, timestamp: 0 };
    zeros.consume(guard.admit(frame));
    if (now % 1000 !== 0) continue;
    const voice = guard.voice();
    const fresh = voice?.number === number ? null : voice;
    number = voice?.number ?? 0;
    if (fresh) heard = hearBand(heard, fresh);
    const capturedAt = guard.capturedAt() ?? 0;
    const figures = warningFigures({
      media: null,
      condition,
      silentFor: (now - (zeros.soundAt() ?? 0)) / 1000,
      voicelessFor: (now - capturedAt) / 1000,
      hasSpoken: capturedAt > 0,
      voice: fresh,
      unrecordedFor: null,
      untextedFor: null,
      failedTexts: 0,
    });
    const judged = judgeWarnings(warnings, figures, now);
    ({ warnings } = judged);
    for (const { kind, warning } of judged.changes) {
      if (kind === 'warning-raised') raised.add(warning);
      else raised.delete(warning);
    }
  }
  return { warnings: [...raised].toSorted(), band: toldBand(heard) };
}
