import { localTime } from '../../domain/bounds/local-time.ts';
import { gapLedger } from '../../domain/past/gap-ledger.ts';
import { lengthWithin } from '../../domain/past/stretches.ts';
import type { CsvDialect } from './export-request.ts';
import type { ExportSource } from './export-source.ts';
import { rounded } from './export-json.ts';
import type { Masker } from './masker.ts';
import { packedFigures } from '../rows/packed-minute.ts';

const eventColumns = ['session', 'profile', 'time', 'local time', 'at', 'writer', 'seq', 'kind', 'data'];
const sampleColumns = [
  'session',
  'time',
  'local time',
  'at',
  ...packedFigures,
  'capturedMs',
  'lostMs',
  'lateMs',
];

/** Office programs recognise UTF-8 by the byte order mark. */
const byteOrderMark = '\uFEFF';

export function* csvBeginning(kind: 'events' | 'samples', dialect: CsvDialect): Generator<string> {
  yield byteOrderMark + line(kind === 'events' ? eventColumns : sampleColumns, dialect);
}

export function* csvEvents(
  { row, events }: ExportSource,
  masker: Masker,
  dialect: CsvDialect,
): Generator<string> {
  const profile = masker.value({ profileName: row.profileName }).profileName;
  for (const { sessionId, writer, seq, at, kind, ...data } of masker.value(events)) {
    yield line([sessionId, profile, ...times(at), writer, seq, kind, JSON.stringify(data)], dialect);
  }
}

export async function* csvSamples(
  { row, events, samples }: ExportSource,
  dialect: CsvDialect,
): AsyncGenerator<string> {
  const { seenFromMs, captured, lost, late } = gapLedger(events, row.lastEventAt);
  /** Milliseconds of the second before a sample that were captured, that are not known to have arrived, and that arrived late. */
  const delivery = (at: number) => {
    const second = { from: at - 1000, to: at };
    return [captured, lost, late].map((each) => (seenFromMs === null ? null : lengthWithin(each, second)));
  };
  for await (const piece of samples()) {
    yield piece
      .map((sample) => {
        const figures = packedFigures.map((figure) => rounded(sample[figure]));
        return line([sample.sessionId, ...times(sample.at), ...figures, ...delivery(sample.at)], dialect);
      })
      .join('');
  }
}

/** A moment for programs (ISO 8601, UTC), for a spreadsheet, and in epoch milliseconds. */
function times(at: number): [string, string, number] {
  return [new Date(at).toISOString(), localTime(at), at];
}

function line(cells: readonly (string | number | null)[], dialect: CsvDialect): string {
  return `${cells.map((value) => cell(value, dialect)).join(dialect.separator)}\r\n`;
}

/**
 * Matches what a spreadsheet may take for a formula: a sign that begins one, or a tab or line break that a
 * program may leave out before it, as it may any other character that is not seen. East Asian input methods write the
 * signs in full width or as small forms, and spreadsheets there take those too.
 */
const formula = /^[\s\p{Cc}\p{Cf}]*[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20\uFE62\uFE63\uFE66\uFE6B]/u;

/**
 * Formats one cell of a CSV file (RFC 4180). A text that a spreadsheet would take for a formula gets an
 * apostrophe before it, because names of profiles and microphones come from outside.
 */
export function cell(value: string | number | null, { decimalSign }: CsvDialect): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value).replace('.', decimalSign);
  const harmless = formula.test(value) ? `'${value}` : value;
  return `"${harmless.replaceAll('"', '""')}"`;
}
