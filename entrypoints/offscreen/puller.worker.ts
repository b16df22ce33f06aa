import { browserEdges } from '../../utils/async/edges.ts';
import { runPullerWorker } from '../../utils/audio/puller/puller-worker.ts';
import { createRecorder } from '../../utils/audio/recording/recorder.ts';
import { openRecordingFile } from '../../utils/audio/recording/recording-file.ts';

runPullerWorker(self, {
  ...browserEdges,
  createAudioData: (init) => new AudioData(init),
  createRecorder: (sessionId, onReport) =>
    createRecorder({
      openFile: (name) => openRecordingFile(navigator.storage, sessionId, name),
      createEncoder: (init) => new AudioEncoder(init),
      createAudioData: (init) => new AudioData(init),
      onReport,
      ...browserEdges,
    }),
});
