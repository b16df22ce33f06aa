import { runPullerWorker } from '../../utils/audio/puller-worker.ts';

runPullerWorker(self);
