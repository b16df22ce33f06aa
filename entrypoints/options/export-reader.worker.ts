import { runReaderWorker } from '../../utils/history/import/run-reader-worker.ts';

runReaderWorker(self, Date.now);
