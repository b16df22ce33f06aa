import { hasOverlongLine, sdpSections, sdpValue } from './sdp-sections.ts';

/** ICE credentials by RFC 8839, section 5.4; every browser would refuse a shorter password. */
const ufragPattern = /^[\w+/]{4,256}$/;
const pwdPattern = /^[\w+/]{22,256}$/;

const ofAnOldPath = /^a=(candidate:|end-of-candidates|remote-candidates:)/;

/**
 * Builds the answer that a server would have given to an ICE restart's whole offer: its last answer, with the
 * ICE credentials and candidates of the fragment that it gave (RFC 9725, section 4.3.3). Everything else
 * stays, `ice-lite` and `ice-options` too. Null where the fragment has no credentials, or a line that no
 * fragment has.
 */
export function withIceOf(answer: string, fragment: string): string | null {
  if (hasOverlongLine(fragment)) return null;
  const [session = [], media = []] = sdpSections(fragment);
  const ufrag = sdpValue(media, 'a=ice-ufrag:') ?? sdpValue(session, 'a=ice-ufrag:');
  const pwd = sdpValue(media, 'a=ice-pwd:') ?? sdpValue(session, 'a=ice-pwd:');
  if (ufrag === null || pwd === null || !ufragPattern.test(ufrag) || !pwdPattern.test(pwd)) return null;

  const candidates = media.filter((line) => ofAnOldPath.test(line)).map((line) => `${line.trim()}\r\n`);
  const renewed = (line: string) => {
    if (line.startsWith('a=ice-ufrag:')) return `a=ice-ufrag:${ufrag}\r\n`;
    return line.startsWith('a=ice-pwd:') ? `a=ice-pwd:${pwd}\r\n` : line;
  };
  return sdpSections(answer)
    .map((section, index) => [
      ...section.filter((line) => !ofAnOldPath.test(line)).map(renewed),
      // The first m-line carries the whole bundle.
      ...(index === 1 ? candidates : []),
    ])
    .flat()
    .join('');
}
