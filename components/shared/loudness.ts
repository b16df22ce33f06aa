const quietestDecibels = -60;

/** How loud a level is to the ear: 0 at -60 dBFS and below, 1 at full scale. */
export function loudness(rootMeanSquare: number): number {
  if (!(rootMeanSquare > 0)) return 0;
  const decibels = 20 * Math.log10(Math.min(1, rootMeanSquare));
  return Math.max(0, 1 - decibels / quietestDecibels);
}
