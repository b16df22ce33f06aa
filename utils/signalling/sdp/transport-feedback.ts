import { sdpSections } from './sdp-sections.ts';

type Answered = Pick<RTCPeerConnection, 'remoteDescription'>;

/**
 * Whether the far side has agreed to report on every few packets (RTP extensions for transport-wide
 * congestion control).
 */
export function givesTransportFeedback({ remoteDescription }: Answered): boolean {
  return audioSections(remoteDescription).some((lines) =>
    lines.some((line) => /^a=rtcp-fb:\S+ transport-cc\s*$/.test(line)),
  );
}

/**
 * Whether the far side has agreed to transport feedback and to numbered packets, without which there is
 * nothing to report.
 */
export function surelyGivesTransportFeedback(answered: Answered): boolean {
  const isNumbered = (line: string) => /^a=extmap:\S+ \S*transport-wide-cc/.test(line);
  return (
    givesTransportFeedback(answered) &&
    audioSections(answered.remoteDescription).some((lines) => lines.some(isNumbered))
  );
}

function audioSections(description: RTCSessionDescription | null): string[][] {
  return sdpSections(description?.sdp ?? '').filter(([media = '']) => media.startsWith('m=audio '));
}
