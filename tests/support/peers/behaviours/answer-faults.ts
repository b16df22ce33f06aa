type Rewrite = (answer: string) => string;

const line =
  (name: string, value: string): Rewrite =>
  (answer) =>
    answer.replace(new RegExp(`^a=${name}:.*$`, 'm'), value);
const typed =
  (name: string, value: string): Rewrite =>
  (answer) =>
    answer.replace(new RegExp(`^${name}=.*$`, 'm'), value);
const added =
  (text: string): Rewrite =>
  (answer) =>
    `${answer}${text}\r\n`;

/** Faults of real answers that a browser refuses, and whose meaning is clear nevertheless: the product mends them. */
export const mendedFaults = {
  'ends its lines by carriage returns alone': (answer) => answer.replaceAll('\r\n', '\r'),
  'puts an empty line after each line': (answer) => answer.replaceAll('\r\n', '\r\n\r\n'),
  'puts an empty line before the audio': (answer) => answer.replace('m=audio', '\r\nm=audio'),
  'begins with a byte order mark': (answer) => `\uFEFF${answer}`,
  'leaves the last line without an end': (answer) => answer.trimEnd(),
  'indents its lines': (answer) => answer.replaceAll('\r\n', '\r\n    '),
  'has blanks at the end of its lines': (answer) => answer.replaceAll('\r\n', '  \r\n'),
  'has an fmtp without parameters': line('fmtp', 'a=fmtp:111'),
  'repeats actpass': line('setup', 'a=setup:actpass'),
  'holds the DTLS role': line('setup', 'a=setup:holdconn'),
  'names no bundle': (answer) => answer.replace(/^a=group:BUNDLE.*\r\n/m, ''),
  'names neither bundle nor mid': (answer) => answer.replace(/^a=(?:group:BUNDLE|mid:).*\r\n/gm, ''),
  'calls its mid by another name': (answer) =>
    answer.replace(/^a=group:BUNDLE.*$/m, 'a=group:BUNDLE audio').replace(/^a=mid:.*$/m, 'a=mid:audio'),
  'does not say that RTCP is multiplexed': (answer) => answer.replace('a=rtcp-mux\r\n', ''),
  'says sendrecv to an offer that sends only': (answer) => answer.replace('a=recvonly', 'a=sendrecv'),
  'repeats sendonly': (answer) => answer.replace('a=recvonly', 'a=sendonly'),
  'names no direction': (answer) => answer.replace('a=recvonly\r\n', ''),
  'has no time': (answer) => answer.replace('t=0 0\r\n', ''),
  'has no name': (answer) => answer.replace('s=-\r\n', ''),
  'has an empty name': (answer) => answer.replace('s=-', 's='),
  'has no origin': (answer) => answer.replace(/^o=.*\r\n/m, ''),
  'writes its types in capital letters': (answer) =>
    answer.replaceAll(/^[a-z]=/gm, (type) => type.toUpperCase()),
  'has a line that is none of SDP': (answer) => answer.replace('m=audio', 'hello world\r\nm=audio'),
  'has a line of an unknown type': (answer) => answer.replace('m=audio', 'y=0999\r\nm=audio'),
  'has an empty attribute': added('a='),
  'has a candidate that is cut off': added('a=candidate:1 1 udp'),
  'has a candidate with an impossible port': added('a=candidate:1 1 udp 1 192.0.2.1 99999 typ host'),
  'has an ssrc that is no number': added('a=ssrc:audio cname:x'),
  'has feedback for nothing': added('a=rtcp-fb:111'),
  'has an extension without a name': added('a=extmap:1'),
  'has a codec without a rate': added('a=rtpmap:127'),
  'has an empty bandwidth': (answer) => answer.replace(/^(c=.*\r\n)/m, '$1b=AS:\r\n'),
  'has an origin of three words': typed('o', 'o=- 0 0'),
  'has an origin whose user has two names': typed('o', 'o=my server 1 1 IN IP4 192.0.2.1'),
  'names an address without its network': (answer) => answer.replace(/^c=.*$/gm, 'c=192.0.2.1'),
  'ends its lines by a zero': (answer) => answer.replaceAll('\r\n', '\0\r\n'),
  'writes its answer as a text of JSON': (answer) => JSON.stringify(answer),
  'separates its lines by U+2028': (answer) => answer.replaceAll('\r\n', '\u2028'),
  'has tabs for blanks': (answer) => answer.replaceAll(' ', '\t'),
  'has blanks that do not break': (answer) => answer.replaceAll(' ', '\xa0'),
  'has two blanks before its fingerprint': (answer) =>
    answer.replace('a=fingerprint:sha-256 ', 'a=fingerprint:sha-256  '),
  'has blanks around its ICE credentials': (answer) =>
    answer.replace(/^(a=ice-(?:ufrag|pwd):)(.*)$/gm, '$1 $2 '),
  'has no value for its DTLS role': line('setup', 'a=setup:'),
  'calls its DTLS role client': line('setup', 'a=setup:client'),
  'bundles a section that it has not': line('group', 'a=group:BUNDLE 0 1 2'),
  'names its bundle twice': (answer) => answer.replace(/^(a=group:BUNDLE.*\r\n)/m, '$1$1'),
  'writes its media in other letters': (answer) =>
    answer.replace('m=audio', 'm=AUDIO').replace('UDP/TLS/RTP/SAVPF', 'udp/tls/rtp/savpf'),
  'has two ports': (answer) => answer.replace(/^m=audio (\d+)/m, 'm=audio $1/2'),
  'has a candidate whose keyword is in capital letters': added(
    'a=candidate:1 1 UDP 1 192.0.2.1 5000 TYP host',
  ),
  'has a candidate of an unknown type': added('a=candidate:1 1 udp 1 192.0.2.1 5000 typ cloud'),
  'has a candidate with a priority of 37 bits': added(
    'a=candidate:1 1 udp 99999999999 192.0.2.1 5000 typ host',
  ),
  'has a candidate for an unknown kind of TCP': added(
    'a=candidate:1 1 tcp 1 192.0.2.1 9 typ host tcptype none',
  ),
  'has an ssrc without a value': added('a=ssrc:123 cname'),
  'has an ssrc of 37 bits': added('a=ssrc:99999999999 cname:x'),
  'has a codec of an impossible number': added('a=rtpmap:999 other/8000'),
  'has feedback for a codec that it does not take': added('a=rtcp-fb:99 nack'),
  'has an empty simulcast': added('a=simulcast:'),
  'refuses a video before its audio': (answer) =>
    answer.replace('m=audio', 'm=video 0 UDP/TLS/RTP/SAVPF 96\r\nm=audio'),
  'refuses a video that was not offered': added('m=video 0 UDP/TLS/RTP/SAVPF 96\r\na=mid:video'),
} satisfies Record<string, Rewrite>;

/** Faults that the product takes for what they are, with a part of the browser's reason. */
export const refusedFaults = {
  'has no fingerprint': [(answer) => answer.replace(/^a=fingerprint:.*\r\n/m, ''), 'fingerprint'],
  'has no ICE credentials': [(answer) => answer.replace(/^a=ice-(?:ufrag|pwd):.*\r\n/gm, ''), 'ice-ufrag'],
  'has a password for connectivity checks that is too short': [line('ice-pwd', 'a=ice-pwd:short'), 'ICE pwd'],
  'names no codec': [(answer) => answer.replace(/^(m=audio \d+ \S+).*$/m, '$1'), '4 fields'],
} satisfies Record<string, readonly [Rewrite, string]>;
