import { hearBand, noBandHeard, toldBand, type VoiceBand } from '../../domain/microphone/voice-band.ts';
import type { VoiceReport } from '../../domain/microphone/voice-report.ts';
import type { Observation } from '../../domain/session/observation.ts';

/** Logs how far up the voice of a microphone reaches, once that is known, and again where it turns out to reach higher. */
export function createVoiceBandWatch(observe: (event: Observation) => void) {
  let heard = noBandHeard;
  let logged: VoiceBand | null = null;
  return {
    hear(report: VoiceReport): void {
      heard = hearBand(heard, report);
      const band = toldBand(heard);
      if (band === null || band === logged) return;
      logged = band;
      observe({ kind: 'voice-band-measured', band });
    },

    /** Begins again, because another microphone gives the voice from now on. */
    restart(): void {
      heard = noBandHeard;
      logged = null;
    },
  };
}
