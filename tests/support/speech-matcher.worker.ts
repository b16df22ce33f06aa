import { parentPort, workerData } from 'node:worker_threads';
import { matchSpeech } from './audio-match.ts';
import type { Wav } from './wav.ts';

const spoken = workerData as Wav;

parentPort?.on('message', (heard: Wav) => {
  parentPort?.postMessage(matchSpeech(spoken, heard).matchedSeconds);
});
