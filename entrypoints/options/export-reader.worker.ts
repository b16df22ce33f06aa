import { runReaderWorker } from '../../utils/history/run-reader-worker.ts';

runReaderWorker(self, Date.now);
