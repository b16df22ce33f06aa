/** The header of a WAV file (RIFF) of mono PCM with 16 bits: `bytes` of sound at `rate` samples a second. */
export function wavHead(bytes: number, rate: number): Uint8Array<ArrayBuffer> {
  const head = new Uint8Array(44);
  const view = new DataView(head.buffer);
  for (const [at, name] of [
    [0, 0x52494646],
    [8, 0x57415645],
    [12, 0x666d7420],
    [36, 0x64617461],
  ] as const)
    view.setUint32(at, name);
  view.setUint32(4, 36 + bytes, true);
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  view.setUint32(40, bytes, true);
  return head;
}
