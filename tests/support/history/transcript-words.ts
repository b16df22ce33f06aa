import type { TranscriptWords } from '../../../utils/history/export/export-transcript.ts';

/** The words of a transcript in a file, as a test expects them. */
export const transcriptWords: TranscriptWords = {
  title: ({ profileName, startedAt }) => `${profileName} ${new Date(startedAt).toISOString()}`,
  gap: ({ lostMs }) => `${String(lostMs / 1000)} s not delivered`,
  none: () => 'no text',
};
