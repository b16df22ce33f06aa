import { execFileSync } from 'node:child_process';
import { readPackets } from '../../utils/audio/recording/ogg-opus-reader.ts';
import type { Wav } from './wav.ts';

/** The packets of a file, read by the product's own reader in pieces of `chunk` bytes. */
export async function packetsIn(bytes: Uint8Array<ArrayBuffer>, chunk?: number): Promise<Uint8Array[]> {
  const packets: Uint8Array[] = [];
  for await (const packet of readPackets(new Blob([bytes]), chunk)) packets.push(packet.slice());
  return packets;
}

/** Reads with FFmpeg's demuxer and decoder (PyAV comes with aiortc): one line of JSON, then 32-bit samples of mono sound. */
const program = `
import io, json, sys, av
with av.open(io.BytesIO(sys.stdin.buffer.read()), format='ogg') as file:
    stream = file.streams.audio[0]
    context = stream.codec_context
    sound = b''.join(frame.to_ndarray().astype('float32').tobytes() for frame in file.decode(stream))
    about = {'codec': context.name, 'channels': context.channels, 'sampleRate': context.sample_rate}
    sys.stdout.buffer.write(json.dumps(about).encode() + b'\\n' + sound)
`;

/** The sound of an Ogg file with one channel, as a decoder that is not the browser's hears it. */
export function decodeOgg(bytes: Uint8Array): Wav & { codec: string; channels: number } {
  const answer = execFileSync('/usr/bin/python3', ['-c', program], { input: bytes, maxBuffer: 1 << 28 });
  const end = answer.indexOf('\n');
  const about = JSON.parse(answer.toString('utf8', 0, end)) as {
    codec: string;
    channels: number;
    sampleRate: number;
  };
  return { ...about, samples: new Float32Array(new Uint8Array(answer.subarray(end + 1)).buffer) };
}
