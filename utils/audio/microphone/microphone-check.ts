import type { Settings } from '../../domain/settings/settings.ts';
import type { Edges } from '../../async/edges.ts';
import { openMicrophone, type Microphone, type MicrophoneEdges } from './microphone.ts';
import { warningKinds } from '../../domain/warnings/warning-kinds.ts';
import { inTime } from '../../async/in-time.ts';

/** Milliseconds beyond the length of a recording after which a recorder that has not answered has failed. */
const recorderGraceMs = 2000;

/** The least amplitude at full scale, and the number of readings whose samples are judged together: three seconds. */
const fullScale = 0.985;
const judgedReadings = 30;

/**
 * Opens the microphone to show its level and to make a short recording; it stays open until `close`. The
 * permission has to be granted already.
 *
 * @throws FailureError with a reason `microphone-*`
 */
export async function openMicrophoneCheck(
  settings: Settings['microphone'],
  signal: AbortSignal,
  edges: MicrophoneEdges & Pick<Edges, 'after'>,
) {
  const microphone = await openMicrophone({ settings, wasGranted: true, signal }, edges);
  try {
    return listenTo(microphone, signal, edges);
  } catch (error) {
    // No caller has the microphone yet that could close it.
    microphone.close();
    throw error;
  }
}

function listenTo(microphone: Microphone, signal: AbortSignal, { after }: Pick<Edges, 'after'>) {
  const stream = new MediaStream([microphone.track]);
  const context = new AudioContext();
  const analyser = new AnalyserNode(context);
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  /** The number of samples at full scale in each of the last readings. */
  let atFullScale: number[] = [];

  return {
    /** Root mean square of the last moment's samples, 0 to 1, without a constant part. */
    level(): number {
      analyser.getFloatTimeDomainData(samples);
      const cut = samples.filter((sample) => Math.abs(sample) >= fullScale).length;
      atFullScale = [...atFullScale, cut].slice(-judgedReadings);
      const mean = samples.reduce((sum, sample) => sum + sample, 0) / samples.length;
      return Math.sqrt(samples.reduce((sum, sample) => sum + (sample - mean) ** 2, 0) / samples.length);
    },

    /** Whether as large a share of the last seconds' samples is cut off at full scale as a session warns of. */
    isCutOff: () =>
      atFullScale.reduce((sum, each) => sum + each, 0) / (judgedReadings * samples.length) >=
      warningKinds.clipping.raise,

    async record(ms: number): Promise<Blob> {
      const recorder = new MediaRecorder(stream);
      const recorded = Promise.withResolvers<Blob>();
      recorder.addEventListener('dataavailable', ({ data }) => recorded.resolve(data));
      recorder.addEventListener('error', () => recorded.reject(new Error('the recorder failed')));
      recorder.start();
      const endRecording = after(ms, () => recorder.stop());
      try {
        return await inTime(recorded.promise, {
          deadlineMs: ms + recorderGraceMs,
          signal,
          tooLate: () => new Error('the recorder gave nothing'),
        });
      } finally {
        endRecording();
        if (recorder.state !== 'inactive') recorder.stop();
      }
    },

    /** Called when the microphone was unplugged, or its permission taken away. */
    onEnd(follow: () => void): void {
      microphone.onChange((fact) => {
        if (fact !== 'muted' && fact !== 'unmuted') follow();
      });
    },

    close(): void {
      microphone.close();
      if (context.state !== 'closed') void context.close();
    },
  };
}
