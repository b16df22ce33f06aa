import { FailureError } from '../../domain/failure/failure.ts';
import { abortable } from '../../async/abortable.ts';
import { withOpusParameters } from './opus-parameters.ts';
import { hasOverlongLine, sdpSections } from './sdp-sections.ts';

/**
 * Takes a server's reply for an SDP answer where it plausibly accepts our audio: it has an m-line whose port
 * is not 0 (RFC 3264, section 6) and that is not inactive. The content itself is judged, not its type header:
 * an HTML page fails here whatever its type, and servers that mislabel a right answer are common.
 *
 * @throws FailureError `server-answer-invalid`
 */
export function readSdpAnswer(text: string): string {
  const sdp = text.trim();
  const [session = [], ...media] = sdpSections(sdp);
  if (session[0]?.trim() !== 'v=0' || !media.some(acceptsAudio) || hasOverlongLine(sdp)) {
    throw new FailureError({ reason: 'server-answer-invalid' });
  }
  // Chromium refuses a description whose last line has no line end, and such answers exist (measured).
  return `${sdp}\r\n`;
}

/**
 * Applies an answer that {@link readSdpAnswer} accepted, with FEC on and DTX off.
 *
 * @throws FailureError `server-answer-invalid` where the browser cannot take it; the signal's reason when
 * aborted
 */
export async function applyAnswer(
  peerConnection: Pick<RTCPeerConnection, 'setRemoteDescription'>,
  answer: string,
  signal: AbortSignal,
): Promise<void> {
  const description = { type: 'answer', sdp: withOpusParameters(answer) } as const;
  try {
    await abortable(peerConnection.setRemoteDescription(description), signal);
  } catch (error) {
    signal.throwIfAborted();
    throw new FailureError({ reason: 'server-answer-invalid' }, { cause: error });
  }
}

function acceptsAudio(section: readonly string[]): boolean {
  const port = /^m=audio (\d+)/.exec(section[0] ?? '')?.[1];
  return port !== undefined && Number(port) !== 0 && !section.some((line) => line.trim() === 'a=inactive');
}
