import { readTrack } from './read-track.ts';

/**
 * The least amplitude that counts as sound: Opus decodes digital silence to up to two 16-bit steps
 * (measured), so anything louder was sent.
 */
const leastSound = 4 / 32768;

/** Calls `onSound` for every delivery of a received track that contains sound. Returns the unsubscribe. */
export function listenForSound(track: MediaStreamTrack, onSound: () => void): () => void {
  const reader = readTrack(track).getReader();

  async function read(): Promise<void> {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      if (hasSound(value)) onSound();
    }
  }

  // The stream ends with the track; its error means that no more will be heard, which is what silence says
  // already.
  read().catch(() => undefined);
  return () => {
    reader.cancel().catch(() => undefined);
  };
}

function hasSound(data: AudioData): boolean {
  try {
    const samples = new Float32Array(data.numberOfFrames);
    data.copyTo(samples, { planeIndex: 0, format: 'f32-planar' });
    return samples.some((sample) => Math.abs(sample) >= leastSound);
  } finally {
    data.close();
  }
}
