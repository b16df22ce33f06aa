import type { Segment } from '../../utils/domain/transcript/segment.ts';

/** A final segment of two seconds, with the changes that a test needs. */
export function aSegment(changes: Partial<Segment> = {}): Segment {
  const spokenFrom = changes.spokenFrom ?? 1_000_000;
  return {
    id: 'segment-1',
    text: 'one two three',
    isFinal: true,
    spokenFrom,
    spokenTo: spokenFrom + 2000,
    timing: 'server',
    arrivedAt: spokenFrom + 2500,
    source: 'live',
    ...changes,
  };
}
