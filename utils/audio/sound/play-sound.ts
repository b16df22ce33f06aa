/** Plays a recorded sound to its end. Returns how to stop it; `onEnd` is told in either case. */
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
