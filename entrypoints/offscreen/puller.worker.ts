import { runPullerWorker } from '../../utils/audio/puller/puller-worker.ts';

runPullerWorker(self);
