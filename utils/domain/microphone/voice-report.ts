/** What some seconds of a voice are like, as the microphone gave them. */
export interface VoiceReport {
  /** The number of the report, from 1. */
  number: number;
  /** The level of the voice without its pauses, in decibels relative to full scale (dBFS). */
  level: number;
  /** The share of its samples that are cut off at one level, from 0 to 1. */
  clipped: number;
  /** The sharpest consonants above 5 kHz, in decibels relative to the loudest vowels. */
  treble: number;
  /** The sharpest consonants above 8 kHz, in decibels relative to the loudest vowels. */
  air: number;
}
