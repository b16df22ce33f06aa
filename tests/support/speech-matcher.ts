import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Wav } from './wav.ts';

/**
 * Compares received speech with the spoken words in a thread of its own. The comparison takes seconds on a
 * busy machine, and a test's servers and NAT run in the test's process, so that they would be blocked
 * meanwhile.
 */
export function startSpeechMatcher(spoken: Wav) {
  const worker = new Worker(new URL('speech-matcher.worker.ts', import.meta.url), {
    workerData: spoken,
    // The flags of a test runner's worker must not be inherited.
    execArgv: [],
  });
  return {
    /** Seconds with the right words in the received audio. One question at a time. */
    async matchedSeconds(heard: Wav): Promise<number> {
      worker.postMessage(heard);
      const [seconds] = (await once(worker, 'message')) as [number];
      return seconds;
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await worker.terminate();
    },
  };
}
