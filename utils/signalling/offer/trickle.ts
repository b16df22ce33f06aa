export interface CandidateBatch {
  candidates: readonly RTCIceCandidate[];
  /** No more will come. */
  complete: boolean;
}

/** What became of a batch: `again` sends it together with the next one, `stop` ends the trickle. */
export type BatchFate = 'sent' | 'again' | 'stop';

export interface Trickle {
  /** Starts to send what was found so far and what is still to come. `send` must not reject. */
  open(send: (batch: CandidateBatch) => Promise<BatchFate>): void;
  /** Nothing is sent from here on. */
  stop(): void;
}

type CandidateSource = Pick<RTCPeerConnection, 'addEventListener' | 'removeEventListener'>;

/**
 * Collects local candidates from now on, so make it before `setLocalDescription`. They go out in order and one batch at a
 * time: whatever is found while one is under way goes together with the next, so no timer is needed to gather them.
 */
export function createTrickle(peerConnection: CandidateSource): Trickle {
  let found: RTCIceCandidate[] = [];
  let complete: 'no' | 'unsent' | 'sent' = 'no';
  let send: ((batch: CandidateBatch) => Promise<BatchFate>) | null = null;
  let sending = false;
  let stopped = false;

  const onCandidate = ({ candidate }: RTCPeerConnectionIceEvent) => {
    if (candidate === null) complete = 'unsent';
    // An empty candidate ends one generation; null, which ends them all, follows it (webrtc-pc section 4.8.1.3).
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
      // Without news a repetition would hammer a server that has just failed.
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
