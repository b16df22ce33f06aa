/** A round value at or above `max`, and never below `least`: 1, 2 or 5 times a power of ten. */
export function axisTop(max: number, least: number): number {
  const wanted = Math.max(Number.isFinite(max) ? max : 0, least);
  const power = 10 ** Math.floor(Math.log10(wanted));
  const digit = [1, 2, 5, 10].find((each) => each * power >= wanted * 0.999_999) ?? 10;
  return digit * power;
}
