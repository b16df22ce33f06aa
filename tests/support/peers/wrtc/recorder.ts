import { closeSync, openSync, writeSync } from 'node:fs';
import type { Wav } from '../../wav.ts';
import { RTCAudioSink, type AudioSinkData } from './binding.ts';

const SAMPLE_RATE = 48_000;
const LONGEST_SECONDS = 900;
const FRAMES_A_LEVEL = 10;

/**
 * Records what a remote track plays, as 48 kHz mono, from its beginning: silence before the first packet and
 * concealment during an outage are included, so that its time agrees with the clock. The last 15 minutes are
 * kept, and all of it in the file `keptAt`, where one is given, also when this process is killed.
 */
export function createRecorder(
  track: MediaStreamTrack,
  heardLevel?: (level: number) => void,
  keptAt?: string | null,
) {
  let file = typeof keptAt === 'string' ? openSync(keptAt, 'w') : null;
  const sink = new RTCAudioSink(track);
  const frames: Int16Array[] = [];
  let squares = 0;
  let sinceLevel = 0;
  sink.ondata = (data: AudioSinkData) => {
    const frame = toMono48k(data);
    frames.push(frame);
    if (file !== null) writeSync(file, frame);
    if (frames.length > LONGEST_SECONDS * 100) frames.shift();
    if (!heardLevel) return;
    squares += frame.reduce((sum, sample) => sum + (sample / 0x8000) ** 2, 0) / frame.length;
    sinceLevel += 1;
    if (sinceLevel < FRAMES_A_LEVEL) return;
    heardLevel(Math.sqrt(squares / sinceLevel));
    squares = 0;
    sinceLevel = 0;
  };
  return {
    recording: (): Wav => {
      const samples = new Float32Array(frames.reduce((sum, frame) => sum + frame.length, 0));
      let at = 0;
      for (const frame of frames) {
        samples.set(
          Float32Array.from(frame, (sample) => sample / 0x8000),
          at,
        );
        at += frame.length;
      }
      return { sampleRate: SAMPLE_RATE, samples };
    },
    recordedSeconds: () => frames.reduce((sum, frame) => sum + frame.length, 0) / SAMPLE_RATE,
    stop: () => {
      sink.stop();
      if (file !== null) closeSync(file);
      file = null;
    },
  };
}

function toMono48k({ samples, sampleRate, channelCount }: AudioSinkData): Int16Array {
  const length = Math.round((samples.length / channelCount) * (SAMPLE_RATE / sampleRate));
  const step = sampleRate / SAMPLE_RATE;
  return Int16Array.from({ length }, (_, index) => {
    const at = Math.floor(index * step);
    const here = samples[at * channelCount] ?? 0;
    const next = samples[(at + 1) * channelCount] ?? here;
    return here + (next - here) * (index * step - at);
  });
}
