/**
 * `newer`: the database was written by a newer version (or another window has just upgraded it: reload).
 * `blocked`: an older window holds it. `broken`: it cannot be opened or read. In all but `ok` there is no
 * history, and the stream goes on.
 */
export type HistoryStatus = 'ok' | 'newer' | 'blocked' | 'broken';
