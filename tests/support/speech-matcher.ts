import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Wav } from './wav.ts';

/**
 * Compares with what was spoken in a thread of its own. On a busy machine that takes seconds, and the servers of a test,
 * sometimes a NAT before them, are in the test's process: who listens would be the reason why there is nothing to be heard.
 */
export function startSpeechMatcher(spoken: Wav) {
  const worker = new Worker(new URL('speech-matcher.worker.ts', import.meta.url), {
    workerData: spoken,
    // Inherited flags of a test runner's worker have no business there.
    execArgv: [],
  });
  return {
    /** How much time with the right words there is in it, in seconds. One question at a time. */
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
