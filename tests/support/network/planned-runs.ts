/** Whether the whole matrix of the fault lab runs; otherwise its quick set. */
export const isWhole = process.env['STEADYMIC_FAULTS'] === 'all';

/** Whether the logs of the sessions are printed. */
export const isVerbose = process.env['STEADYMIC_FAULT_LOGS'] === 'shown';

/** Milliseconds for one run: the longest fault lasts five minutes, and every other step has its own, shorter deadline. */
export const runTimeout = 8 * 60_000;

/** The share of the runs that this process has, beside others: `1/2` or `2/2`. */
export const [share = 1, shares = 1] = (process.env['STEADYMIC_FAULTS_SHARE'] ?? '1/1')
  .split('/')
  .map(Number);

/**
 * The runs of a table that this process has: each row with each of its receivers, or in the quick set with the first `quick` of
 * them; with a title for each.
 */
export function plannedRuns<Row extends { quick: number }, Receiver extends string>(
  table: Readonly<Record<string, Row>>,
  receiversOf: (row: Row) => readonly Receiver[],
) {
  return Object.entries(table)
    .flatMap(([name, row]) => {
      const receivers = receiversOf(row);
      return receivers
        .slice(0, isWhole ? receivers.length : row.quick)
        .map((receiver) => [`${name} (${receiver})`, { ...row, name, receiver }] as const);
    })
    .filter((_, index) => index % shares === share - 1);
}
