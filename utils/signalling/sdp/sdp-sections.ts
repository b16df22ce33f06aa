/**
 * The lines of a session description with their line ends, grouped: first the session's own, then one group
 * for each m-line. Joined again they give the same text (RFC 8866, section 5).
 */
export function sdpSections(sdp: string): string[][] {
  const sections: string[][] = [[]];
  for (const line of sdp.split(/(?<=\n)/)) {
    if (line.startsWith('m=')) sections.push([]);
    sections.at(-1)?.push(line);
  }
  return sections;
}

/**
 * The longest line of a session description, in characters; the longest real lines are candidates, of some
 * 200.
 */
const longestLine = 8192;

/**
 * Whether any line is longer than a description needs; the code that reads descriptions is not made for such
 * lines.
 */
export function hasOverlongLine(sdp: string): boolean {
  let from = 0;
  while (sdp.length - from > longestLine) {
    const end = sdp.indexOf('\n', from);
    if (end === -1 || end - from > longestLine) return true;
    from = end + 1;
  }
  return false;
}

/** The value of the first line that begins with `prefix`, without its line end, or null. */
export function sdpValue(section: readonly string[], prefix: string): string | null {
  const line = section.find((each) => each.startsWith(prefix));
  return line === undefined ? null : line.slice(prefix.length).trim();
}
