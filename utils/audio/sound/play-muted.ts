/** Plays a stream without a sound: Chromium decodes nothing of a receiver until an element plays its track. */
export function playMuted(stream: MediaStream): () => void {
  const element = new Audio();
  element.muted = true;
  element.srcObject = stream;
  // Rejected only when stopped before it began, which is what stopping means.
  element.play().catch(() => undefined);
  return () => {
    element.pause();
    element.srcObject = null;
  };
}
