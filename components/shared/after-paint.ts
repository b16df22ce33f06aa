/** Milliseconds to wait for a frame: a page in the background paints none. */
const longestFrame = 100;

/** Resolves when the page's current content was painted, or would have been. */
export function afterPaint(): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, longestFrame);
    requestAnimationFrame(() => {
      clearTimeout(timer);
      // A task of its own comes after the frame.
      setTimeout(resolve);
    });
  });
}
