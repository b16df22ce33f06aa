import { browserEdges } from '../../utils/async/edges.ts';
import { runPullerWorker } from '../../utils/audio/puller/puller-worker.ts';
import { createRecorder } from '../../utils/audio/recording/recorder.ts';
import { readOwedSound } from '../../utils/audio/recording/read-owed-sound.ts';
import { openRecordingFile, readRecordingFile } from '../../utils/audio/recording/recording-file.ts';

runPullerWorker(self, {
  ...browserEdges,
  createAudioData: (init) => new AudioData(init),
  readOwed: (owed, plan, signal) =>
    readOwedSound(
      owed,
      plan,
      {
        openFile: (sessionId, name) => readRecordingFile(navigator.storage, sessionId, name),
        createDecoder: (init) => new AudioDecoder(init),
        createChunk: (init) => new EncodedAudioChunk(init),
      },
      signal,
    ),
  createRecorder: (sessionId, onReport) =>
    createRecorder({
      openFile: (name) => openRecordingFile(navigator.storage, sessionId, name),
      createEncoder: (init) => new AudioEncoder(init),
      createAudioData: (init) => new AudioData(init),
      onReport,
      ...browserEdges,
    }),
});
