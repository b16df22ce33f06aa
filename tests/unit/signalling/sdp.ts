/** An offer as Chromium makes it, reduced to the lines that matter here. */
export const offerSdp = lines(
  'v=0',
  'o=- 4611731400430051336 2 IN IP4 127.0.0.1',
  's=-',
  't=0 0',
  'a=group:BUNDLE 0',
  'a=msid-semantic: WMS stream',
  'm=audio 9 UDP/TLS/RTP/SAVPF 111 63 0',
  'c=IN IP4 0.0.0.0',
  'a=ice-ufrag:EsAw',
  'a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1',
  'a=ice-options:trickle',
  'a=fingerprint:sha-256 D2:FA:0E:C3:22:59:5E:14:95:69:92:3D:13:B4:84:24:2C:C2:A2:C0:3E:FD:34:8E:5E:EA:6F:AF:52:CE:E6:0F',
  'a=setup:actpass',
  'a=mid:0',
  'a=sendonly',
  'a=msid:stream track',
  'a=rtcp-mux',
  'a=rtpmap:111 opus/48000/2',
  'a=fmtp:111 minptime=10;useinbandfec=1',
  'a=rtpmap:63 red/48000/2',
  'a=rtpmap:0 PCMU/8000',
);

/** The offer of an ICE restart of the same peer connection. */
export const restartOfferSdp = offerSdp
  .replace('a=ice-ufrag:EsAw', 'a=ice-ufrag:ReSt')
  .replace('a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1', 'a=ice-pwd:8qW0PTlkYgtJc6xRjNbR2mZs');

export const answerSdp = lines(
  'v=0',
  'o=- 1657793490019 1 IN IP4 127.0.0.1',
  's=-',
  't=0 0',
  'a=group:BUNDLE 0',
  'a=ice-lite',
  'm=audio 9 UDP/TLS/RTP/SAVPF 111',
  'c=IN IP4 0.0.0.0',
  'a=ice-ufrag:38sdf4fdsf54',
  'a=ice-pwd:2e13dde17c1cb009202f627fab90cbec358d766d049c9697',
  'a=fingerprint:sha-256 F7:EB:F3:3E:AC:D2:EA:A7:C1:EC:79:D9:B3:8A:35:DA:70:86:4F:46:D9:2D:CC:D0:BC:81:9F:67:EF:34:2E:BD',
  'a=setup:passive',
  'a=mid:0',
  'a=recvonly',
  'a=rtcp-mux',
  'a=rtpmap:111 opus/48000/2',
  'a=fmtp:111 minptime=10',
);

export function lines(...each: string[]): string {
  return each.map((line) => `${line}\r\n`).join('');
}

export function candidateLine(port: number, type = 'host'): string {
  return `candidate:1387637174 1 udp 2122260223 192.0.2.1 ${port} typ ${type} generation 0 ufrag EsAw network-id 1`;
}
