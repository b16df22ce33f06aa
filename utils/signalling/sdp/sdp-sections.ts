/**
 * The lines of a session description with their line ends as they are, grouped: first the session's own, then one group
 * for each m-line. Joined again they give the same text (RFC 8866 section 5).
 */
export function sdpSections(sdp: string): string[][] {
  const sections: string[][] = [[]];
  for (const line of sdp.split(/(?<=\n)/)) {
    if (line.startsWith('m=')) sections.push([]);
    sections.at(-1)?.push(line);
  }
  return sections;
}

/** Characters of a line of a session description; the longest that servers write are candidates, of some 200. */
const longestLine = 8192;

/** Whether any line is longer than what a description needs: nothing that reads it further is made for that. */
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
