import { describe, expect, it, vi } from 'vitest';
import { createExportReader } from '../../../../utils/history/import/export-reader.ts';
import type { ExportReader, ImportPart } from '../../../../utils/history/import/import-parts.ts';
import { runReaderWorker, type ReaderScope } from '../../../../utils/history/import/run-reader-worker.ts';
import {
  createWorkerExportReader,
  type FromReader,
  type ReaderWorker,
  type ToReader,
} from '../../../../utils/history/import/worker-export-reader.ts';
import { aSample } from '../../../support/samples.ts';
import { packedFigures } from '../../../../utils/history/rows/packed-minute.ts';

const startedAt = Date.UTC(2026, 10, 21);
const now = () => Date.UTC(2026, 10, 22);

/** A worker in this thread: messages are cloned, as between two threads. */
function createThreadlessWorker() {
  const channel = new MessageChannel();
  const errors = new EventTarget();
  const terminate = vi.fn(() => {
    channel.port1.close();
    channel.port2.close();
  });
  const scope: ReaderScope = {
    postMessage: (message) => channel.port2.postMessage(message),
    addEventListener: (_, listen) => {
      channel.port2.addEventListener('message', (event) => listen(event as MessageEvent<ToReader>));
      channel.port2.start();
    },
  };
  runReaderWorker(scope, now, () => Promise.resolve());
  const worker: ReaderWorker = {
    postMessage: (message) => channel.port1.postMessage(message),
    terminate,
    addEventListener(type: 'message' | 'error', listen: (event: MessageEvent<FromReader>) => void) {
      const target = type === 'message' ? channel.port1 : errors;
      target.addEventListener(type, (event) => listen(event as MessageEvent<FromReader>));
      channel.port1.start();
    },
  };
  return { worker, terminate, die: () => errors.dispatchEvent(new Event('error')) };
}

function fileOf(eventCount: number): Blob {
  const events = Array.from({ length: eventCount }, (_, index) => ({
    writer: 'host',
    seq: index + 1,
    at: startedAt + index,
    kind: 'stop-requested',
  }));
  const samples = ['at', ...packedFigures].map((name) => [
    name,
    [0, 1, 61].map((second) =>
      name === 'at' ? startedAt + second * 1000 : (aSample()[name as 'jitter'] ?? null),
    ),
  ]);
  const sessions = ['one', 'two', 'three'].map((id) => ({
    id,
    events,
    samples: [Object.fromEntries(samples)],
  }));
  return new Blob([JSON.stringify({ format: 'steadymic-history', version: 1, sessions })]);
}

async function partsOf(reader: ExportReader, file: Blob, wanted: ReadonlyMap<number, string>) {
  const parts: ImportPart[] = [];
  for await (const part of reader.parts(file, wanted)) parts.push(part);
  return parts;
}

describe('an export that is read in a worker', () => {
  it('gives the same as one that is read here, and its worker is gone afterwards', async () => {
    const file = fileOf(500);
    const wanted = new Map([
      [0, 'one'],
      [2, 'three'],
    ]);
    const here = createExportReader(now);
    const { worker, terminate } = createThreadlessWorker();
    const progress: number[] = [];
    const checked = await createWorkerExportReader(() => worker).check(file, {
      onProgress: (bytes) => progress.push(bytes),
    });
    expect(checked).toEqual(await here.check(file));
    expect(progress.at(-1)).toBe(file.size);
    expect(terminate).toHaveBeenCalledOnce();

    const other = createThreadlessWorker();
    const parts = await partsOf(
      createWorkerExportReader(() => other.worker),
      file,
      wanted,
    );
    expect(parts).toEqual(await partsOf(here, file, wanted));
    expect(parts.flatMap((part) => (part.type === 'session' ? part.row.id : []))).toEqual(['one', 'three']);
    expect(other.terminate).toHaveBeenCalledOnce();
  });

  it('hands on steps that are soon stored, each session’s row last', async () => {
    const parts = await partsOf(createExportReader(now), fileOf(500), new Map([[1, 'two']]));
    expect(parts.map(({ type }) => type)).toEqual(['events', 'events', 'events', 'minutes', 'session']);
    expect(parts.flatMap((part) => (part.type === 'events' ? part.events.length : []))).toEqual([
      200, 200, 101,
    ]);
  });

  it.each(['check', 'parts'] as const)('that is aborted ends at once: %s', async (what) => {
    const { worker, terminate } = createThreadlessWorker();
    const reader = createWorkerExportReader(() => worker);
    const aborter = new AbortController();
    const file = fileOf(50);
    const reading =
      what === 'check'
        ? reader.check(file, { signal: aborter.signal })
        : reader
            .parts(file, new Map([[0, 'one']]), { signal: aborter.signal })
            [Symbol.asyncIterator]()
            .next();
    aborter.abort();
    await expect(reading).rejects.toThrow();
    expect(terminate).toHaveBeenCalledOnce();
  });

  it('whose worker dies is reported as unreadable', async () => {
    const { worker, die, terminate } = createThreadlessWorker();
    const reading = createWorkerExportReader(() => worker).check(fileOf(50));
    die();
    await expect(reading).rejects.toThrow('the reader has ended');
    expect(terminate).toHaveBeenCalledOnce();
  });

  it('that has changed on the disk meanwhile is reported as unreadable', async () => {
    const { worker } = createThreadlessWorker();
    const file = fileOf(5);
    const reading = createWorkerExportReader(() => worker);
    const cutOff = file.slice(0, file.size - 20);
    await expect(partsOf(reading, cutOff, new Map([[0, 'one']]))).rejects.toThrow('cannot be read');
  });
});
