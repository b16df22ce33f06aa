import type { CheckedExport, ExportReader, ImportPart, ReadOptions } from './import-parts.ts';

/**
 * Messages to the worker that reads a file: first one that says what to do, then one for each further part
 * that is wanted.
 */
export type ToReader =
  | { type: 'check'; file: Blob }
  | { type: 'parts'; file: Blob; wanted: ReadonlyMap<number, string> }
  | { type: 'more' };

export type FromReader =
  | { type: 'progress'; bytes: number }
  | { type: 'checked'; checked: CheckedExport }
  | { type: 'part'; part: ImportPart }
  | { type: 'done' }
  | { type: 'failed' };

/** The members of a dedicated worker that are used here. */
export interface ReaderWorker {
  postMessage(message: ToReader): void;
  addEventListener(type: 'message', listen: (event: MessageEvent<FromReader>) => void): void;
  addEventListener(type: 'error', listen: () => void): void;
  terminate(): void;
}

/**
 * Reads exports in a dedicated worker, one for each read: all pages of an extension share one main thread
 * with the session's host, which parsing a large file would block.
 */
export function createWorkerExportReader(createWorker: () => ReaderWorker): ExportReader {
  return {
    async check(file, options) {
      for await (const message of talk(createWorker(), { type: 'check', file }, options)) {
        if (message.type === 'checked') return message.checked;
      }
      throw new Error('the reader said nothing');
    },
    async *parts(file, wanted, options) {
      for await (const message of talk(createWorker(), { type: 'parts', file, wanted }, options)) {
        if (message.type === 'part') yield message.part;
      }
    },
  };
}

/** Yields the worker's messages, one at a time: the worker continues when it is asked for more. */
async function* talk(
  worker: ReaderWorker,
  first: ToReader,
  { onProgress, signal }: ReadOptions = {},
): AsyncGenerator<FromReader> {
  let answer = nextAnswer();
  const fail = () => answer.reject(new Error('the reader has ended'));
  worker.addEventListener('message', ({ data }) => {
    if (data.type === 'progress') onProgress?.(data.bytes);
    else answer.resolve(data);
  });
  worker.addEventListener('error', fail);
  signal?.addEventListener('abort', fail);
  try {
    signal?.throwIfAborted();
    worker.postMessage(first);
    for (;;) {
      const message = await answer.promise;
      if (message.type === 'failed') throw new Error('the file cannot be read');
      if (message.type === 'done') return;
      answer = nextAnswer();
      yield message;
      worker.postMessage({ type: 'more' });
    }
  } finally {
    signal?.removeEventListener('abort', fail);
    worker.terminate();
  }
}

/** A promise that may reject while nobody waits for it, without an unhandled rejection. */
function nextAnswer(): PromiseWithResolvers<FromReader> {
  const answer = Promise.withResolvers<FromReader>();
  answer.promise.catch(() => undefined);
  return answer;
}
