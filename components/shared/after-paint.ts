import type { Edges } from '../../utils/async/edges.ts';

/** Milliseconds to wait for a frame: a page in the background paints none. */
const longestFrame = 100;

/** Resolves when the page's current content was painted, or would have been. */
export function afterPaint({ after }: Pick<Edges, 'after'>): Promise<void> {
  return new Promise((resolve) => {
    const end = after(longestFrame, resolve);
    requestAnimationFrame(() => {
      end();
      // A task of its own comes after the frame.
      after(0, resolve);
    });
  });
}
