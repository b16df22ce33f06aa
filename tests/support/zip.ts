import { crc32, deflateRawSync } from 'node:zlib';

/** An archive of these files, deflated or stored, with `comment` at its end. */
export function zipOf(
  files: readonly { name: string; content: string; stored?: boolean }[],
  comment = '',
): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let at = 0;
  for (const { name, content, stored = false } of files) {
    const raw = Buffer.from(content);
    const data = stored ? raw : deflateRawSync(raw);
    const title = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(stored ? 0 : 8, 4);
    common.writeUInt32LE(crc32(raw), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(raw.length, 18);
    common.writeUInt16LE(title.length, 22);
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), common, title, data]);
    const central = Buffer.concat([
      Buffer.from('PK\u0001\u0002\u0014\u0000'),
      common,
      Buffer.alloc(14),
      title,
    ]);
    central.writeUInt32LE(at, 42);
    locals.push(local);
    centrals.push(central);
    at += local.length;
  }
  const list = Buffer.concat(centrals);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 'latin1');
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(at, 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([...locals, list, end, Buffer.from(comment)]);
}
