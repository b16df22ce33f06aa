import { isStorageFull } from '../../domain/failure/storage-full.ts';
import type { RecordingEnding } from '../../domain/recording/recording-endings.ts';

/** The folder of all recordings in the origin private file system (OPFS), with a folder for each session. */
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

/** A file that is only appended to. */
export interface RecordingFile {
  /** @throws DOMException `QuotaExceededError` and others */
  append(bytes: Uint8Array<ArrayBuffer>): void;
  /** Makes the system write the appended bytes to the disk. */
  flush(): void;
  close(): void;
}

/** Creates a file; `name` must be new in the session's folder. */
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
 * Opens a session's file for reading, as it is now, even while it is being written.
 *
 * @throws DOMException where there is none, or no OPFS
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

/** The ending that an error of the file means. */
export function whyNotWritten(error: unknown): RecordingEnding {
  if (isStorageFull(error)) return 'disk-full';
  const isLocked = error instanceof Error && error.name === 'NoModificationAllowedError';
  return isLocked ? 'file-locked' : 'storage-refused';
}
