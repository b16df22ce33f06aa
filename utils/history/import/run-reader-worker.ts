import { createExportReader } from './export-reader.ts';
import type { FromReader, ToReader } from './worker-export-reader.ts';

/** The members of a dedicated worker's global scope that are used here. */
export interface ReaderScope {
  postMessage(message: FromReader): void;
  addEventListener(type: 'message', listen: (event: MessageEvent<ToReader>) => void): void;
}

/** The number of progress messages for a whole file: each one wakes up the page. */
const progressSteps = 200;

/**
 * Reads one file as messages ask, and hands on no more than was asked for. `now` is epoch milliseconds;
 * `rest` is awaited between two pieces of the file.
 */
export function runReaderWorker(scope: ReaderScope, now: () => number, rest: () => Promise<void>): void {
  const reader = createExportReader(now, rest);
  let more = Promise.withResolvers<void>();

  function progressOf(file: Blob): (bytes: number) => void {
    let told = 0;
    return (bytes) => {
      if (bytes - told < file.size / progressSteps) return;
      told = bytes;
      scope.postMessage({ type: 'progress', bytes });
    };
  }

  async function read(task: Exclude<ToReader, { type: 'more' }>): Promise<void> {
    const options = { onProgress: progressOf(task.file) };
    if (task.type === 'check') {
      scope.postMessage({ type: 'checked', checked: await reader.check(task.file, options) });
      return;
    }
    for await (const part of reader.parts(task.file, task.wanted, options)) {
      more = Promise.withResolvers<void>();
      scope.postMessage({ type: 'part', part });
      await more.promise;
    }
    scope.postMessage({ type: 'done' });
  }

  scope.addEventListener('message', ({ data: message }) => {
    if (message.type === 'more') more.resolve();
    else void read(message).catch(() => scope.postMessage({ type: 'failed' }));
  });
}
