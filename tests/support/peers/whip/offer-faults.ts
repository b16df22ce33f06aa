/**
 * The requirements of RFC 9725 (sections 4.2 and 4.4) that an offer does not fulfil, in words; a careful
 * server refuses it.
 */
export function offerFaults(offer: string): string[] {
  const lines = offer.split(/\r?\n/);
  const audio = sectionsOf(lines).filter(([media = '']) => media.startsWith('m=audio '));
  const every = (attribute: string) => sectionsOf(lines).every((section) => section.includes(attribute));
  const faults: [boolean, string][] = [
    [lines[0] !== 'v=0', 'The body is not SDP.'],
    [audio.length !== 1, 'There is not exactly one audio section.'],
    [
      !audio.every((section) => section.some((line) => /^a=(sendonly|sendrecv)$/.test(line))),
      'Audio is not sent.',
    ],
    [!lines.some((line) => line.startsWith('a=group:BUNDLE ')), 'Media is not bundled.'],
    [!audio.every((section) => section.includes('a=rtcp-mux')), 'RTCP is not multiplexed.'],
    [!every('a=setup:actpass'), 'The DTLS role is not actpass.'],
    [
      !audio.every((section) => section.some((line) => line.startsWith('a=msid:'))),
      'Audio belongs to no MediaStream.',
    ],
  ];
  return faults.filter(([faulty]) => faulty).map(([, words]) => words);
}

function sectionsOf(lines: readonly string[]): string[][] {
  const starts = lines.flatMap((line, index) => (line.startsWith('m=') ? [index] : []));
  return starts.map((start, index) => lines.slice(start, starts[index + 1]));
}
