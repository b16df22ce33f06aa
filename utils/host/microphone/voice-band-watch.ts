import { hearBand, noBandHeard, toldBand, type VoiceBand } from '../../domain/microphone/voice-band.ts';
import type { VoiceReport } from '../../domain/microphone/voice-report.ts';
import type { Observation } from '../../domain/session/observation.ts';

/** Logs the upper frequency of a microphone's voice once it is known, and again when it turns out to be higher. */
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

    /** Begins anew, because another microphone is in use from now on. */
    restart(): void {
      heard = noBandHeard;
      logged = null;
    },
  };
}
