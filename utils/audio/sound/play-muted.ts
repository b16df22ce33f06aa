/** Plays a stream without a sound: Chromium decodes a received track only while an element plays it. */
export function playMuted(stream: MediaStream): () => void {
  const element = new Audio();
  element.muted = true;
  element.srcObject = stream;
  // Rejects only where it is stopped before it began, which needs no handling.
  element.play().catch(() => undefined);
  return () => {
    element.pause();
    element.srcObject = null;
  };
}
