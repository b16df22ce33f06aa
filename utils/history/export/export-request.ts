/** The formats of a transcript: plain text, Markdown, and two of subtitles (SubRip and WebVTT). */
export const transcriptFormats = ['txt', 'markdown', 'srt', 'webvtt'] as const;
export type TranscriptFormat = (typeof transcriptFormats)[number];

/**
 * The format of an export: `csv-events` and `csv-samples` are tables; `webrtc-internals` and `rtcstats` are
 * dumps for the importers of that name.
 */
export type ExportFormat =
  'json' | TranscriptFormat | 'csv-events' | 'csv-samples' | 'webrtc-internals' | 'rtcstats';

/**
 * What an export replaces by meaningless names such as `ip-1` and `microphone-2`; the same thing has the same
 * name throughout.
 */
export interface ExportMask {
  /** Whether IPv4 and IPv6 addresses are replaced, wherever they occur. */
  addresses: boolean;
  microphones: boolean;
  /** Whether the names of servers, and the names and ids of profiles, are replaced. */
  servers: boolean;
}

export const defaultMask: ExportMask = { addresses: true, microphones: false, servers: false };

/** What stands between the cells of a table. */
export const csvSeparators = { comma: ',', semicolon: ';', tab: '\t' } as const;
export type CsvSeparator = keyof typeof csvSeparators;

/** How a table is written, because spreadsheets read one as it is usual in their region. */
export interface CsvDialect {
  separator: (typeof csvSeparators)[CsvSeparator];
  /** The sign before decimals. */
  decimalSign: '.' | ',';
}

/** The separator that spreadsheets expect where this sign stands before decimals. */
export function usualSeparator(decimalSign: string): CsvSeparator {
  return decimalSign === ',' ? 'semicolon' : 'comma';
}

/** A dialect in a region with this sign before decimals, which cannot separate cells as well. */
export function csvDialect(separator: CsvSeparator, decimalSign: string): CsvDialect {
  const isComma = decimalSign === ',' && separator !== 'comma';
  return { separator: csvSeparators[separator], decimalSign: isComma ? ',' : '.' };
}

export interface ExportRequest {
  sessionIds: readonly string[];
  format: ExportFormat;
  mask: ExportMask;
  /** Whether a JSON export has the recordings too; no mask changes a voice. */
  withRecordings?: boolean;
  /** Whether a JSON export has what was said, as text, too. Default: true. */
  withTexts?: boolean;
  /** Default: commas, as RFC 4180 has them. */
  csv?: CsvDialect;
}

export interface ExportedFile {
  name: string;
  content: Blob;
}
