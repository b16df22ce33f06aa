import type { ExportSource } from './export-source.ts';
import { rounded } from './export-json.ts';
import type { Masker } from './masker.ts';
import { packedFigures } from '../rows/packed-minute.ts';

const eventColumns = ['session', 'profile', 'time', 'at', 'writer', 'seq', 'kind', 'data'];
const sampleColumns = ['session', 'time', 'at', ...packedFigures];

/** Office programs recognise UTF-8 by the byte order mark. */
const byteOrderMark = '\uFEFF';

export function* csvBeginning(kind: 'events' | 'samples'): Generator<string> {
  yield byteOrderMark + line(kind === 'events' ? eventColumns : sampleColumns);
}

export function* csvEvents({ row, events }: ExportSource, masker: Masker): Generator<string> {
  const profile = masker.value({ profileName: row.profileName }).profileName;
  for (const { sessionId, writer, seq, at, kind, ...data } of masker.value(events)) {
    yield line([sessionId, profile, time(at), at, writer, seq, kind, JSON.stringify(data)]);
  }
}

export async function* csvSamples({ samples }: ExportSource): AsyncGenerator<string> {
  for await (const piece of samples()) {
    yield piece
      .map((sample) => {
        const figures = packedFigures.map((figure) => rounded(sample[figure]));
        return line([sample.sessionId, time(sample.at), sample.at, ...figures]);
      })
      .join('');
  }
}

function time(at: number): string {
  return new Date(at).toISOString();
}

function line(cells: readonly (string | number | null)[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}

/**
 * Formats one cell of a CSV file (RFC 4180). A text that a spreadsheet would take for a formula gets an
 * apostrophe before it, because names of profiles and microphones come from outside.
 */
export function cell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const harmless = /^\s*[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return `"${harmless.replaceAll('"', '""')}"`;
}
