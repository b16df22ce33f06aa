/** The number of bytes in which a page says how it is written (WHATWG HTML, section 4.2.5.4). */
const headBytes = 1024;

/**
 * Makes a decoder for a body that comes in pieces. It is written as its first bytes say, or else its `Content-Type`, or else
 * the page itself; without any of them it is UTF-8. The end is told by no piece.
 */
export function createBodyDecoder(contentType: string | null): (piece?: Uint8Array) => string {
  let decoder: TextDecoder | null = null;
  return (piece) => {
    if (!piece) return decoder?.decode() ?? '';
    decoder ??= markOf(piece) ?? decoderFor(charsetIn(contentType ?? '') ?? charsetIn(headOf(piece)), piece);
    return decoder.decode(piece, { stream: true });
  };
}

/** UTF-16 has a zero in every sign of ASCII; without any, an answer that could be read before must not be lost to its label. */
function decoderFor(label: string | null, piece: Uint8Array): TextDecoder {
  try {
    const decoder = new TextDecoder(label ?? 'utf-8');
    const isMislabelled = decoder.encoding.startsWith('utf-16') && !piece.subarray(0, headBytes).includes(0);
    return isMislabelled ? new TextDecoder() : decoder;
  } catch {
    // No browser knows a writing of that name.
    return new TextDecoder();
  }
}

/** The decoder that a byte order mark asks for (Encoding Standard, section 6). */
function markOf([first, second]: Uint8Array): TextDecoder | null {
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le');
  return first === 0xfe && second === 0xff ? new TextDecoder('utf-16be') : null;
}

/** The beginning of a page; nothing of any other text, which may speak of a charset without being written in it. */
function headOf(piece: Uint8Array): string {
  const head = new TextDecoder('latin1').decode(piece.subarray(0, headBytes));
  return /^\s*</.test(head) ? head : '';
}

function charsetIn(text: string): string | null {
  return /(?:charset|encoding)=["']?([\w.:-]+)/i.exec(text.slice(0, headBytes))?.[1] ?? null;
}
