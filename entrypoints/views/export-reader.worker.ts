import { runReaderWorker } from '../../utils/history/import/run-reader-worker.ts';
import { createWorkAndRest } from '../../utils/async/work-and-rest.ts';

runReaderWorker(
  self,
  Date.now,
  createWorkAndRest(() => performance.now()),
);
