/** Plays a recorded sound to its end. Returns a function that stops it; `onEnd` is called in either case. */
export function playSound(sound: Blob, onEnd: () => void): () => void {
  const url = URL.createObjectURL(sound);
  const player = new Audio(url);
  let isOver = false;
  const end = () => {
    if (isOver) return;
    isOver = true;
    player.pause();
    URL.revokeObjectURL(url);
    onEnd();
  };
  player.addEventListener('ended', end);
  player.addEventListener('error', end);
  player.play().catch(end);
  return end;
}
