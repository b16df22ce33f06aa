/** A page in the background draws nothing. Milliseconds. */
const longestFrame = 100;

/** Settles when what is on the page by now was drawn, or would have been. */
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
