export interface CandidateBatch {
  candidates: readonly RTCIceCandidate[];
  /** Whether no more candidates will come. */
  complete: boolean;
}

/** The result of sending a batch: `again` sends it together with the next one, `stop` ends the trickle. */
export type BatchFate = 'sent' | 'again' | 'stop';

/**
 * The result of a request with candidates. `unheard` is no answer, or one that may be better next time; `refused` has the
 * status of the answer.
 */
export type CandidatesResult = 'accepted' | 'unheard' | { refused: number };

/** Statuses outside 2xx after which the same request may be accepted (RFC 9110, RFC 6585, RFC 8470). */
const passingStatuses = [408, 425, 429];

/** What an answer to candidates means: 501 says that they are never taken (RFC 9725, section 4.3). */
export function judgeCandidates(status: number): CandidatesResult {
  if (status < 300) return 'accepted';
  const isPassing = passingStatuses.includes(status) || (status >= 500 && status !== 501);
  return isPassing ? 'unheard' : { refused: status };
}

/** What follows a result: refused candidates end the trickle. */
export function fateOf(result: CandidatesResult): BatchFate {
  if (typeof result === 'object') return 'stop';
  return result === 'accepted' ? 'sent' : 'again';
}

export interface Trickle {
  /** Starts to send the candidates found so far and those still to come. `send` must not reject. */
  open(send: (batch: CandidateBatch) => Promise<BatchFate>): void;
  /** Ends the sending. */
  stop(): void;
}

type CandidateSource = Pick<RTCPeerConnection, 'addEventListener' | 'removeEventListener'>;

/**
 * Collects local candidates from now on, so it has to be made before `setLocalDescription`. They are sent in
 * order and one batch at a time: candidates found meanwhile go together with the next batch, so no timer is
 * needed to collect them.
 */
export function createTrickle(peerConnection: CandidateSource): Trickle {
  let found: RTCIceCandidate[] = [];
  let complete: 'no' | 'unsent' | 'sent' = 'no';
  let send: ((batch: CandidateBatch) => Promise<BatchFate>) | null = null;
  let sending = false;
  let stopped = false;

  const onCandidate = ({ candidate }: RTCPeerConnectionIceEvent) => {
    if (candidate === null) complete = 'unsent';
    // An empty candidate ends one generation; null, which ends them all, follows it (webrtc-pc section
    // 4.8.1.3).
    else if (candidate.candidate !== '') found.push(candidate);
    void sendAll();
  };

  async function sendAll(): Promise<void> {
    if (sending) return;
    sending = true;
    while (send !== null && (found.length > 0 || complete === 'unsent')) {
      const batch = { candidates: found.splice(0), complete: complete === 'unsent' };
      if (batch.complete) complete = 'sent';
      const fate = await send(batch);
      if (fate === 'stop') stop();
      if (fate !== 'again') continue;
      const hasNews = found.length > 0 || complete === 'unsent';
      found = batch.candidates.concat(found);
      if (batch.complete) complete = 'unsent';
      // Repeating a batch without new candidates would hammer a server that has just failed.
      if (!hasNews) break;
    }
    sending = false;
  }

  function stop(): void {
    stopped = true;
    send = null;
    peerConnection.removeEventListener('icecandidate', onCandidate);
  }

  peerConnection.addEventListener('icecandidate', onCandidate);
  return {
    open(given) {
      if (stopped) return;
      send = given;
      void sendAll();
    },
    stop,
  };
}
