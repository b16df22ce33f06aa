/** A file storage in memory: folders of folders and files, as far as recordings use it. */
export function createFakeFileStorage() {
  const folders = new Map<string, Map<string, File>>();
  const locked = new Set<string>();
  let whyNotWritten: Error | null = null;

  /** `instanceof` is how the product tells a file from a folder; Node has neither class. */
  class FakeFileHandle {
    readonly #file: () => File | undefined;
    readonly #write: (content: Blob) => void;
    constructor(file: () => File | undefined, write: (content: Blob) => void = () => undefined) {
      this.#file = file;
      this.#write = write;
    }
    async createWritable(): Promise<WritableStream<Uint8Array<ArrayBuffer>>> {
      if (whyNotWritten) throw whyNotWritten;
      const parts: Uint8Array<ArrayBuffer>[] = [];
      return new WritableStream({
        write: (part) => void parts.push(part),
        close: () => this.#write(new Blob(parts)),
      });
    }
    async getFile(): Promise<File> {
      return this.#file() ?? missing();
    }
  }
  class FakeDirectoryHandle {
    readonly #name: string | null;
    constructor(name: string | null) {
      this.#name = name;
    }
    async *entries(): AsyncGenerator<[string, unknown]> {
      if (this.#name === null) {
        for (const name of folders.keys()) yield [name, new FakeDirectoryHandle(name)];
      } else {
        const files = folders.get(this.#name);
        for (const name of files?.keys() ?? []) yield [name, new FakeFileHandle(() => files?.get(name))];
      }
    }
    async getDirectoryHandle(name: string, { create = false } = {}) {
      if (create && !folders.has(name)) folders.set(name, new Map());
      return folders.has(name) ? new FakeDirectoryHandle(name) : missing();
    }
    async getFileHandle(name: string, { create = false } = {}) {
      const files = folders.get(this.#name ?? '');
      if (create && files && !files.has(name)) files.set(name, new File([], name));
      if (!files?.has(name)) return missing();
      return new FakeFileHandle(
        () => files.get(name),
        (content) => files.set(name, new File([content], name)),
      );
    }
    async removeEntry(name: string) {
      if (locked.has(name)) throw new DOMException('locked', 'NoModificationAllowedError');
      if (!folders.delete(name)) missing();
    }
  }

  return {
    classes: { FileSystemFileHandle: FakeFileHandle, FileSystemDirectoryHandle: FakeDirectoryHandle },
    storage: {
      getDirectory: () =>
        Promise.resolve({
          getDirectoryHandle: (name: string) =>
            name === 'recordings' ? Promise.resolve(new FakeDirectoryHandle(null)) : missing(),
        } as unknown as FileSystemDirectoryHandle),
    },
    put(sessionId: string, name: string, content: BlobPart, lastModified = 0): void {
      const files = folders.get(sessionId) ?? new Map<string, File>();
      folders.set(sessionId, files.set(name, new File([content], name, { lastModified })));
    },
    /** Makes a folder one whose file is being written. */
    lock: (sessionId: string) => void locked.add(sessionId),
    /** Has every write fail from now on. */
    refuse: (why: Error) => void (whyNotWritten = why),
    names: () => [...folders.keys()],
  };
}

function missing(): never {
  throw new DOMException('no such entry', 'NotFoundError');
}
