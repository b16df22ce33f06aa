import type { CheckedExport, ExportReader, ImportPart, ReadOptions } from './import-parts.ts';

/** To the worker that reads a file: what to do, once and first; then that more is wanted. */
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

/** The part of a dedicated worker that is used here. */
export interface ReaderWorker {
  postMessage(message: ToReader): void;
  addEventListener(type: 'message', listen: (event: MessageEvent<FromReader>) => void): void;
  addEventListener(type: 'error', listen: () => void): void;
  terminate(): void;
}

/**
 * Reads exports in a dedicated worker, one for each time: all pages of an extension share one main thread with the session's
 * host, which parsing a large file would hold up.
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

/** What the worker says, one message at a time: it goes on when it is asked for more. */
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

/** It may come to fail while nobody waits for it. */
function nextAnswer(): PromiseWithResolvers<FromReader> {
  const answer = Promise.withResolvers<FromReader>();
  answer.promise.catch(() => undefined);
  return answer;
}
