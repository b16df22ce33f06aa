import type { ExtensionBrowser } from './launch-browser.ts';

/** A file in the extension's own file storage. */
export interface RecordedFile {
  sessionId: string;
  name: string;
  bytes: Uint8Array;
}

/** All files of recordings, as they are now. */
export async function recordedFiles(browser: ExtensionBrowser): Promise<RecordedFile[]> {
  const files = await browser.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const found: { sessionId: string; name: string; base64: string }[] = [];
    const all = await root.getDirectoryHandle('recordings').catch(() => null);
    if (!all) return found;
    for await (const [sessionId, folder] of all.entries()) {
      if (!(folder instanceof FileSystemDirectoryHandle)) continue;
      for await (const [name, handle] of folder.entries()) {
        if (!(handle instanceof FileSystemFileHandle)) continue;
        const bytes = new Uint8Array(await (await handle.getFile()).arrayBuffer());
        let text = '';
        for (const byte of bytes) text += String.fromCharCode(byte);
        found.push({ sessionId, name, base64: btoa(text) });
      }
    }
    return found;
  });
  return files.map(({ base64, ...file }) => ({ ...file, bytes: Buffer.from(base64, 'base64') }));
}
