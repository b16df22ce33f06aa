import { readTrack } from './read-track.ts';

/** Opus makes samples of up to two 16-bit steps out of digital silence (measured); what is louder was sent. */
const leastSound = 4 / 32768;

/** Calls `onSound` for every delivery of a received track that holds sound. Returns the unsubscribe. */
export function listenForSound(track: MediaStreamTrack, onSound: () => void): () => void {
  const reader = readTrack(track).getReader();

  async function read(): Promise<void> {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      if (hasSound(value)) onSound();
    }
  }

  // The stream ends with the track; an error of it means that nothing more will be heard, which is what silence says.
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
