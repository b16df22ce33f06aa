import type { VoiceReport } from './voice-report.ts';

/**
 * How far up the voice of a microphone reaches, from narrow to wide: to 4 kHz, as over a telephone; to 8 kHz, as from many
 * headsets over Bluetooth; or higher. The names are those of Opus (RFC 6716, section 2).
 */
export const voiceBands = ['narrowband', 'wideband', 'superwideband'] as const;
export type VoiceBand = (typeof voiceBands)[number];

/**
 * Decibels relative to the loudest vowels from which on there is something above 4 kHz: the consonants of any voice are
 * louder than this even where somebody lisps.
 */
export const leastTreble = -60;

/**
 * Decibels relative to the loudest vowels from which on there is something above 8 kHz. Consonants reach -50 there even
 * through a dull microphone; what 16 kHz leave is below -65.
 */
const leastAir = -58;

/** Reports before a band is told, of three seconds of a voice each: some sentences have few sharp consonants. */
const reportsToTell = 4;

/** What is known of one microphone's voice band. */
export interface BandHeard {
  reports: number;
  /** The widest band so far; null before the first report. */
  band: VoiceBand | null;
}

export const noBandHeard: BandHeard = { reports: 0, band: null };

/** Takes one more report of a voice: a voice that was wide once is not taken for narrow because of duller words. */
export function hearBand(heard: BandHeard, { treble, air }: Pick<VoiceReport, 'treble' | 'air'>): BandHeard {
  const known = heard.band === null ? -1 : voiceBands.indexOf(heard.band);
  const hasTreble = treble >= leastTreble;
  const now = air >= leastAir ? 2 : hasTreble ? 1 : 0;
  return { reports: heard.reports + 1, band: voiceBands[Math.max(known, now)] ?? null };
}

/** The band, once enough of a voice was heard; null before. */
export function toldBand({ reports, band }: BandHeard): VoiceBand | null {
  return reports >= reportsToTell ? band : null;
}
