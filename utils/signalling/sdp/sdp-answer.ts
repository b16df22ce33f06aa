import { saidText } from '../../domain/bounds/said-text.ts';
import { FailureError } from '../../domain/failure/failure.ts';
import { abortable } from '../../async/abortable.ts';
import { maskAddresses } from '../../domain/log/mask-addresses.ts';
import { mendAnswer, withOneTransport } from './mend-answer.ts';
import { withOpusParameters } from './opus-parameters.ts';
import { hasOverlongLine, sdpSections } from './sdp-sections.ts';

/**
 * Takes a server's reply for an SDP answer where it plausibly accepts our audio: it has an m-line whose port
 * is not 0 (RFC 3264, section 6) and that is not inactive. The content itself is judged, not its type header:
 * an HTML page fails here whatever its type, and servers that mislabel a right answer are common.
 *
 * @throws FailureError `server-answer-unusable` for an answer without our audio; `noAnswer()` for everything else
 */
export function readSdpAnswer(
  text: string,
  noAnswer = () => new FailureError({ reason: 'server-answer-invalid' }),
): string {
  if (hasOverlongLine(text)) throw noAnswer();
  const sdp = text.trim();
  // Chromium refuses a description whose last line has no line end, and such answers exist (measured).
  const [head = [], ...sections] = sdpSections(sdp);
  const answer = isDescription(head) && sections.some(acceptsAudio) ? `${sdp}\r\n` : mendAnswer(sdp, '');
  const [, ...media] = sdpSections(answer);
  // A text that is no description has lost all but the lines that every description has.
  if (!media.some(([line = '']) => /^m=\w+ \d/.test(line))) throw noAnswer();
  if (!media.some(acceptsAudio)) throw new FailureError({ reason: 'server-answer-unusable', why: null });
  return answer;
}

/**
 * Applies an answer that {@link readSdpAnswer} accepted, with FEC on and DTX off; an answer that the browser refuses is
 * mended, and tried once more. Resolves with the answer that the browser took.
 *
 * @throws FailureError `server-answer-unusable` with the browser's reason where it takes neither; the signal's reason when
 * aborted
 */
export async function applyAnswer(
  peerConnection: Pick<RTCPeerConnection, 'setRemoteDescription' | 'localDescription'>,
  answer: string,
  signal: AbortSignal,
): Promise<string> {
  const apply = async (sdp: string) => {
    const description = { type: 'answer', sdp: withOpusParameters(sdp) } as const;
    await abortable(peerConnection.setRemoteDescription(description), signal);
    return sdp;
  };
  const offer = peerConnection.localDescription?.sdp ?? '';
  const given = withOneTransport(answer, offer);
  try {
    return await apply(given);
  } catch (error) {
    signal.throwIfAborted();
    const mended = withOneTransport(mendAnswer(given, offer), offer);
    return await apply(mended).catch((second: unknown) => {
      signal.throwIfAborted();
      throw new FailureError(
        { reason: 'server-answer-unusable', why: reasonOf(error, second) },
        { cause: error },
      );
    });
  }
}

/**
 * The browser's reason for refusing an answer: that for the mended one, where it is not only that the first had been
 * refused.
 */
function reasonOf(first: unknown, second: unknown): string {
  const messages = [second, first].map((error) => (error instanceof Error ? error.message : ''));
  const telling =
    messages.find((each) => each !== '' && !each.includes('Session error')) ?? messages[1] ?? '';
  // Chromium puts the name of the method before its reason.
  const reason = telling.replace(/^Failed to execute '\w+' on '\w+': /, '');
  return saidText(maskAddresses(reason.slice(0, 1000), () => '…')) ?? '?';
}

function isDescription([version = '']: readonly string[]): boolean {
  return /^v=0\s*$/.test(version);
}

function acceptsAudio(section: readonly string[]): boolean {
  const port = /^m=audio (\d+)/.exec(section[0] ?? '')?.[1];
  return port !== undefined && Number(port) !== 0 && !section.some((line) => line.trim() === 'a=inactive');
}
