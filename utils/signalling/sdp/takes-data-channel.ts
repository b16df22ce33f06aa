import { sdpSections } from './sdp-sections.ts';

/** Whether an answer takes the data channels of its offer: an m-line whose port is 0 is refused (RFC 3264 section 6). */
export function takesDataChannel({
  remoteDescription,
}: Pick<RTCPeerConnection, 'remoteDescription'>): boolean {
  return sdpSections(remoteDescription?.sdp ?? '').some(([media = '']) => /^m=application [1-9]/.test(media));
}
