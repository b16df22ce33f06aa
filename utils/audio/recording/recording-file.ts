import { isStorageFull } from '../../domain/failure/storage-full.ts';
import type { RecordingEnding } from '../../domain/recording/recording-endings.ts';

/** The folder of all recordings in the extension's own file storage (OPFS); it has a folder for each session. */
export const recordingsFolder = 'recordings';

/** The members of a worker's file handle that are used here; TypeScript's types are those of a window. */
interface SyncFileHandle extends FileSystemFileHandle {
  createSyncAccessHandle(): Promise<{
    write(bytes: Uint8Array<ArrayBuffer>, options: { at: number }): number;
    truncate(bytes: number): void;
    flush(): void;
    close(): void;
  }>;
}

/** A file that is written from its beginning to its end. */
export interface RecordingFile {
  /** @throws DOMException `QuotaExceededError` and others */
  append(bytes: Uint8Array<ArrayBuffer>): void;
  /** Has the system write to the disk what was appended. */
  flush(): void;
  close(): void;
}

/** Makes a new file; `name` must not be one of another file of the session. */
export async function openRecordingFile(
  storage: Pick<StorageManager, 'getDirectory'>,
  sessionId: string,
  name: string,
): Promise<RecordingFile> {
  const root = await storage.getDirectory();
  const all = await root.getDirectoryHandle(recordingsFolder, { create: true });
  const folder = await all.getDirectoryHandle(sessionId, { create: true });
  const file = (await folder.getFileHandle(name, { create: true })) as SyncFileHandle;
  const handle = await file.createSyncAccessHandle();
  handle.truncate(0);
  let at = 0;
  return {
    append(bytes) {
      const written = handle.write(bytes, { at });
      if (written < bytes.length) throw new DOMException('the file took a part', 'QuotaExceededError');
      at += written;
    },
    flush: () => handle.flush(),
    close: () => handle.close(),
  };
}

/**
 * Opens a session's file for reading, as it is now; it may be read while it is being written.
 *
 * @throws DOMException where there is none, or no file storage
 */
export async function readRecordingFile(
  storage: Pick<StorageManager, 'getDirectory'>,
  sessionId: string,
  name: string,
): Promise<File> {
  const all = await (await storage.getDirectory()).getDirectoryHandle(recordingsFolder);
  const folder = await all.getDirectoryHandle(sessionId);
  return (await folder.getFileHandle(name)).getFile();
}

/** The reason for which a file could not be made or written. */
export function whyNotWritten(error: unknown): RecordingEnding {
  if (isStorageFull(error)) return 'disk-full';
  const isLocked = error instanceof Error && error.name === 'NoModificationAllowedError';
  return isLocked ? 'file-locked' : 'storage-refused';
}
