import { clampNumber, withinBounds } from '../../domain/bounds/bounds.ts';
import { bandKinds, type SessionBand } from '../../domain/past/session-bands.ts';
import type { ConnectionLife } from '../../domain/past/session-past.ts';
import type { SessionRow } from './session-row.ts';

/**
 * A row as it is stored, its bands and connections as plain numbers. Ten thousand rows are read for one
 * search, and a browser takes ten times as long for lists of objects as for the same data as one block.
 */
export type StoredRow = Omit<SessionRow, 'bands' | 'connections'> & {
  /**
   * Three numbers for each band: its kind as an index of {@link bandKinds}, its beginning, and its end (NaN
   * while it lasts).
   */
  bands: Float64Array;
  /** Three numbers for each connection: its beginning, its milliseconds, and 1 where it died. */
  connections: Float64Array;
};

export function packRow({ bands, connections, ...row }: SessionRow): StoredRow {
  return {
    ...row,
    bands: Float64Array.from(
      bands.flatMap(({ kind, from, to }) => [bandKinds.indexOf(kind), from, to ?? NaN]),
    ),
    connections: Float64Array.from(connections.flatMap(({ from, ms, died }) => [from, ms, died ? 1 : 0])),
  };
}

/** Unpacks a stored row within the bounds of `bounds.ts`, whatever values a clock or a file left in it. */
export function unpackRow(row: StoredRow): SessionRow {
  const { bands, connections, ...figures } = row;
  return {
    ...withinBounds(figures),
    bands: bandsOf(bands),
    connections: connectionsOf(connections),
  };
}

export function connectionsOf(packed: Float64Array): ConnectionLife[] {
  return triples(packed).map(([from, ms, died]) => ({
    from: clampNumber(from),
    ms: clampNumber(ms),
    died: died === 1,
  }));
}

function bandsOf(packed: Float64Array): SessionBand[] {
  return triples(packed).map(([kind, from, to]) => ({
    kind: bandKinds[kind] ?? 'starting',
    from: clampNumber(from),
    to: Number.isNaN(to) ? null : clampNumber(to),
  }));
}

function triples(packed: Float64Array): [number, number, number][] {
  return Array.from({ length: Math.floor(packed.length / 3) }, (_, index) => {
    const [one = NaN, other = NaN, third = NaN] = packed.subarray(index * 3, index * 3 + 3);
    return [one, other, third];
  });
}
