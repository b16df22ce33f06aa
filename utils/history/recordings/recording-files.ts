import { readRecordingFile, recordingsFolder } from '../../audio/recording/recording-file.ts';

/** A session's folder of recordings. */
export interface RecordingFolder {
  sessionId: string;
  files: { name: string; bytes: number; lastModified: number }[];
}

export type RecordingFiles = ReturnType<typeof createRecordingFiles>;

/**
 * The files of all recordings in the extension's own file storage (OPFS). A browser without one, or one that refuses it, has
 * no recordings; nothing here rejects for that.
 */
export function createRecordingFiles(storage: Pick<StorageManager, 'getDirectory'>) {
  async function folder(): Promise<FileSystemDirectoryHandle | null> {
    try {
      return await (await storage.getDirectory()).getDirectoryHandle(recordingsFolder);
    } catch {
      return null;
    }
  }

  async function filesIn(session: FileSystemDirectoryHandle): Promise<RecordingFolder['files']> {
    const files: RecordingFolder['files'] = [];
    for await (const [name, handle] of session.entries()) {
      if (!(handle instanceof FileSystemFileHandle)) continue;
      const file = await handle.getFile().catch(() => null);
      if (file) files.push({ name, bytes: file.size, lastModified: file.lastModified });
    }
    return files.sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  return {
    async list(): Promise<RecordingFolder[]> {
      const found: RecordingFolder[] = [];
      const all = await folder();
      if (!all) return found;
      for await (const [sessionId, handle] of all.entries()) {
        if (handle instanceof FileSystemDirectoryHandle)
          found.push({ sessionId, files: await filesIn(handle) });
      }
      return found;
    },

    /** A file as it is now; it may be read while it is being written. Null where there is none. */
    async open(sessionId: string, name: string): Promise<File | null> {
      return readRecordingFile(storage, sessionId, name).catch(() => null);
    },

    /**
     * Writes a file from another browser.
     *
     * @throws DOMException where there is no room, or no file storage
     */
    async write(sessionId: string, name: string, content: Blob): Promise<void> {
      const all = await (await storage.getDirectory()).getDirectoryHandle(recordingsFolder, { create: true });
      const session = await all.getDirectoryHandle(sessionId, { create: true });
      const file = await session.getFileHandle(name, { create: true });
      await content.stream().pipeTo(await file.createWritable());
    },

    /** Removes the recordings of these sessions. A file that is being written stays, and is found by {@link list} again. */
    async remove(sessionIds: readonly string[]): Promise<void> {
      const all = await folder();
      for (const id of all ? sessionIds : []) {
        await all?.removeEntry(id, { recursive: true }).catch(() => undefined);
      }
    },
  };
}
