import { readPage } from '../../audio/recording/ogg-page.ts';
import { largestParts } from '../export/export-format.ts';
import type { RecordingPart } from '../rows/recording-row.ts';
import { MalformedExportError } from './visit-export.ts';

/** Checks the recording of one session after the other: files of Opus in Ogg, of different names, and not too many bytes. */
export function createRecordingCheck() {
  let names = new Set<string>();
  let bytes = 0;
  let isBegun = false;

  return {
    begin(): void {
      [names, bytes, isBegun] = [new Set(), 0, false];
    },
    /** @throws MalformedExportError */
    onSound(piece: Uint8Array): void {
      bytes += piece.length;
      if (bytes > largestParts.bytesOfRecording) throw new MalformedExportError();
      if (!isBegun && !isOpusHead(piece)) throw new MalformedExportError();
      isBegun = true;
    },
    /** @throws MalformedExportError */
    onPart({ name }: RecordingPart): void {
      if (!isBegun || names.has(name) || names.size >= largestParts.filesOfRecording)
        throw new MalformedExportError();
      names.add(name);
      isBegun = false;
    },
  };
}

/** Whether bytes begin with the first page of a file of Opus (RFC 7845, section 5.1). */
function isOpusHead(bytes: Uint8Array): boolean {
  const body = readPage(bytes, 0)?.page.body;
  return body !== undefined && new TextDecoder().decode(body.subarray(0, 8)) === 'OpusHead';
}
