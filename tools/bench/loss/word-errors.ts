/** The least number of words that were replaced, added or left out between what was spoken and what was read. */
export function wordErrors(spoken: readonly string[], read: readonly string[]): number {
  let row = Array.from({ length: read.length + 1 }, (_, index) => index);
  for (const [index, word] of spoken.entries()) {
    const next = [index + 1];
    for (const [column, other] of read.entries())
      next.push(
        Math.min(
          (row[column] ?? 0) + (word === other ? 0 : 1),
          (row[column + 1] ?? 0) + 1,
          (next[column] ?? 0) + 1,
        ),
      );
    row = next;
  }
  return row.at(-1) ?? 0;
}
