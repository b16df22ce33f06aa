import type { Edges } from '../../async/edges.ts';

/**
 * Messages and characters that are read in one go, and in a second for good: more than any recogniser sends while it catches up, and
 * little enough to be read beside everything else.
 */
const most = {
  messages: { atOnce: 1000, aSecond: 200 },
  characters: { atOnce: 2_000_000, aSecond: 500_000 },
};

/**
 * Decides which messages of a channel are read, so that a flood of them costs a session nothing: before they are parsed, by their
 * number and length alone.
 */
export function createMessageGate({ now }: Pick<Edges, 'now'>) {
  const left = { messages: most.messages.atOnce, characters: most.characters.atOnce };
  let at = now();
  return (length: number): boolean => {
    const seconds = Math.max(0, now() - at) / 1000;
    at = now();
    for (const kind of ['messages', 'characters'] as const) {
      left[kind] = Math.min(most[kind].atOnce, left[kind] + seconds * most[kind].aSecond);
    }
    if (left.messages < 1 || left.characters < length) return false;
    left.messages -= 1;
    left.characters -= length;
    return true;
  };
}
