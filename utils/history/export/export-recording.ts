import type { OggFile } from '../../audio/recording/ogg-opus-reader.ts';
import type { OpenPart, Recording } from '../recordings/open-recording.ts';
import { soundAtOnce } from './export-format.ts';

/** Writes a recording as a member of its session, piece by piece: points are pairs of seconds and epoch milliseconds. */
export async function* jsonRecording({ parts }: Pick<Recording, 'parts'>): AsyncGenerator<string> {
  yield ',"recording":[';
  for (const [index, part] of parts.entries()) yield* jsonPart(part, index === 0);
  yield ']';
}

async function* jsonPart({ name, points, file }: OpenPart, isFirst: boolean): AsyncGenerator<string> {
  const head = { name, points: points.map(({ seconds, at }) => [seconds, at]) };
  yield `${isFirst ? '' : ','}${JSON.stringify(head).slice(0, -1)},"sound":[`;
  let separator = '';
  for await (const bytes of piecesOf(file)) {
    yield `${separator}"${toBase64(bytes)}"`;
    separator = ',';
  }
  yield ']}';
}

async function* piecesOf(file: OggFile): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < file.size; at += soundAtOnce)
    yield new Uint8Array(await file.slice(at, at + soundAtOnce).arrayBuffer());
}

function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
