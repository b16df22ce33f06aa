import { browserEdges } from '../../utils/async/edges.ts';
import { createWorkAndRest } from '../../utils/async/work-and-rest.ts';
import { runReaderWorker } from '../../utils/history/import/run-reader-worker.ts';

runReaderWorker(self, browserEdges.now, createWorkAndRest(browserEdges));
