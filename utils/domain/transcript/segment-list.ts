import type { Segment } from './segment.ts';

/** The number of changed segments from which on sorting all is quicker than putting each in its place. */
const many = 500;

/** A session's segments in the order in which they were spoken, kept up to date by what comes. */
export function createSegmentList() {
  let all: Segment[] = [];
  const byId = new Map<string, Segment>();

  /** The place of the first segment that was spoken after a moment. */
  function placeAfter(spokenFrom: number): number {
    let [low, high] = [0, all.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((all[middle]?.spokenFrom ?? Infinity) <= spokenFrom) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  function placeOf(segment: Segment): number {
    let place = placeAfter(segment.spokenFrom) - 1;
    while (place >= 0 && all[place] !== segment) place -= 1;
    return place;
  }

  function put(segment: Segment): void {
    const known = byId.get(segment.id);
    if (known) all.splice(placeOf(known), 1);
    if (segment.text === '') byId.delete(segment.id);
    else {
      all.splice(placeAfter(segment.spokenFrom), 0, segment);
      byId.set(segment.id, segment);
    }
  }

  function putMany(changed: readonly Segment[]): void {
    const latest = new Map(changed.map((segment) => [segment.id, segment]));
    const others = all.filter(({ id }) => !latest.has(id));
    const put = [...latest.values()].filter(({ text }) => text !== '');
    for (const id of latest.keys()) byId.delete(id);
    for (const segment of put) byId.set(segment.id, segment);
    // Sorting keeps the order of what was spoken at the same moment.
    all = [...others, ...put].sort((one, other) => one.spokenFrom - other.spokenFrom);
  }

  return {
    /** The segments, whose list changes with the next {@link take}. */
    all: (): readonly Segment[] => all,
    get: (id: string): Segment | undefined => byId.get(id),
    /**
     * Takes segments in place of those of the same ids; one with no text is removed. Returns the moment up to which nothing has
     * changed, in epoch milliseconds.
     */
    take(changed: readonly Segment[]): number {
      const unchangedTo = changed.reduce(
        (least, { id, spokenFrom }) => Math.min(least, spokenFrom, byId.get(id)?.spokenFrom ?? Infinity),
        Infinity,
      );
      if (changed.length >= many) putMany(changed);
      else changed.forEach(put);
      return unchangedTo;
    },
  };
}
