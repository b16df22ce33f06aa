/** One report of statistics: its members by their names. */
export type Report = Record<string, unknown>;
export type Reports = Record<string, Report>;

/** One line of a connection's trace, as readers of dumps keep it. */
export interface TraceEvent {
  type: string;
  /** Epoch milliseconds. */
  timestamp: number;
  value: unknown;
}

/** Traces by the id of the connection; `null` has what belongs to none. */
export type Traces = Record<string, TraceEvent[]>;

/** A figure over time: pairs of epoch milliseconds and a value. */
export type Series = [at: number, value: unknown][];

/** A graph that a reader draws: the type of its report, and a curve for each member of it. */
export interface Graph {
  type: string;
  curves: Map<string, Series>;
}

/** Fails as a reader does that takes something for granted. */
export function demand(isMet: unknown, what: string): asserts isMet {
  if (!isMet) throw new Error(`a reader would fail: ${what}`);
}

export function isReport(value: unknown): value is Report {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Types of reports that have no graph. */
const withoutGraph = new Set(['local-candidate', 'remote-candidate', 'codec']);

/**
 * Draws a graph for each report that has figures: a member is a curve where its first value is a number, and
 * no graph is drawn without a curve.
 */
export function drawGraphs(
  reports: ReadonlyMap<string, { type: string; members: ReadonlyMap<string, Series> }>,
): Map<string, Graph> {
  const graphs = new Map<string, Graph>();
  for (const [id, { type, members }] of reports) {
    if (withoutGraph.has(type)) continue;
    const curves = new Map<string, Series>();
    for (const [name, series] of members) {
      const [first] = series;
      demand(first, `the series ${id}-${name} is empty`);
      if (name !== 'timestamp' && typeof first[1] === 'number') curves.set(name, series);
    }
    if (curves.size > 0) graphs.set(id, { type, curves });
  }
  return graphs;
}
