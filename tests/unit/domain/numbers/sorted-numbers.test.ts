import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sortedNumbers } from '../../../../utils/domain/numbers/sorted-numbers.ts';

const whole = fc.integer({ min: 0, max: 50 });
const given = { values: fc.array(whole, { maxLength: 40 }), from: whole, to: whole };

describe('numbers in order', () => {
  it('are counted and summed as by looking at each of them', () => {
    fc.assert(
      fc.property(fc.record(given), ({ values, from, to }) => {
        const numbers = sortedNumbers(values);
        const inside = values.filter((value) => value >= from && value <= to);
        expect(numbers.all).toEqual(values.toSorted((one, other) => one - other));
        expect(numbers.between(from, to)).toEqual(inside.toSorted((one, other) => one - other));
        expect(numbers.count(from, to)).toBe(inside.length);
        expect(numbers.countFrom(from)).toBe(values.filter((value) => value >= from).length);
        const each = values.map((value) => Math.max(0, Math.min(value, to) - from));
        expect(numbers.within(from, to)).toBe(each.reduce((sum, value) => sum + value, 0));
      }),
    );
  });
});
