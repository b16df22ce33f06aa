import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSegmentList } from '../../../../utils/domain/transcript/segment-list.ts';
import type { Segment } from '../../../../utils/domain/transcript/segment.ts';
import { segment } from '../../../support/transcripts.ts';

const arbitrarySegment = fc
  .record({ id: fc.nat({ max: 12 }), at: fc.nat({ max: 50 }), text: fc.constantFrom('one', 'two', '') })
  .map(({ id, at, text }) => segment(text, at, { id: `id-${String(id)}` }));

/** The list made in the plainest way: by id, and then sorted. */
function plainly(batches: readonly (readonly Segment[])[]): string[] {
  const byId = new Map<string, Segment>();
  for (const each of batches.flat()) {
    if (each.text === '') byId.delete(each.id);
    else byId.set(each.id, each);
  }
  return [...byId.values()].map(({ id, spokenFrom, text }) => `${String(spokenFrom)} ${id} ${text}`).sort();
}

describe('the list of a session’s segments', () => {
  it.each([
    ['one by one', 1],
    ['many at once', 100],
  ])('is sorted, and has the newest of each id, where they come %s', (_, copies) => {
    fc.assert(
      fc.property(fc.array(fc.array(arbitrarySegment, { maxLength: 8 }), { maxLength: 8 }), (batches) => {
        const list = createSegmentList();
        for (const batch of batches) {
          const before = [...list.all()];
          const unchangedTo = list.take(Array.from({ length: copies }, () => batch).flat());
          const earlier = (all: readonly Segment[]) =>
            all.filter(({ spokenFrom }) => spokenFrom < unchangedTo);
          expect(earlier(list.all())).toEqual(earlier(before));
        }
        const moments = list.all().map(({ spokenFrom }) => spokenFrom);
        expect(moments).toEqual(moments.toSorted((one, other) => one - other));
        expect(
          list
            .all()
            .map(({ id, spokenFrom, text }) => `${String(spokenFrom)} ${id} ${text}`)
            .sort(),
        ).toEqual(plainly(batches));
      }),
    );
  });
});
