import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOggOpusWriter } from '../../../utils/audio/recording/ogg-opus-writer.ts';
import { packetMs } from '../../../utils/audio/recording/opus-encoder.ts';
import { packetsIn } from '../ogg.ts';
import type { ExtensionBrowser } from './launch-browser.ts';
import { recordedFiles } from './recordings.ts';

const packetSamples = (packetMs * 48_000) / 1000;
const pagePackets = 9;

/**
 * Puts a long recording in the place of a session's short one, which must not be written any more: its packets are repeated
 * until it has so many seconds. Returns its bytes.
 */
export async function lengthenRecording(
  browser: ExtensionBrowser,
  sessionId: string,
  seconds: number,
): Promise<number> {
  const short = (await recordedFiles(browser)).find((file) => file.sessionId === sessionId);
  if (!short) throw new Error('the session has no recording');
  const folder = await mkdtemp(join(tmpdir(), 'steadymic-long-'));
  try {
    const path = join(folder, 'long.opus');
    await writeLong(path, await packetsIn(new Uint8Array(short.bytes)), seconds);
    const page = await browser.openPage('options.html#/settings');
    const input = await page.evaluateHandle(() => {
      const made = Object.assign(document.createElement('input'), { type: 'file' });
      document.body.append(made);
      return made;
    });
    await input.uploadFile(path);
    await page.evaluate(
      async (chosen, id, name) => {
        const root = await navigator.storage.getDirectory();
        const session = await (await root.getDirectoryHandle('recordings')).getDirectoryHandle(id);
        const target = await (await session.getFileHandle(name)).createWritable();
        await chosen.files?.[0]?.stream().pipeTo(target);
      },
      input,
      sessionId,
      short.name,
    );
    await page.close();
    return (await stat(path)).size;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeLong(path: string, packets: readonly Uint8Array[], seconds: number): Promise<void> {
  const writer = createOggOpusWriter({ serial: 1, preSkip: 312, sampleRate: 48_000 });
  const file = await open(path, 'w');
  try {
    await file.write(writer.head());
    const pages = Math.ceil((seconds * 48_000) / (pagePackets * packetSamples));
    for (let page = 0; page < pages; page += 1) {
      const some = Array.from({ length: pagePackets }, (_, index) => ({
        data: packets[(page * pagePackets + index) % packets.length] ?? new Uint8Array(1),
        samples: packetSamples,
      }));
      await file.write(writer.pages(some));
    }
  } finally {
    await file.close();
  }
}
