import type { Edges } from '../../async/edges.ts';
import { createTimer } from '../../async/timer.ts';

/** Milliseconds after which the search begins: most short losses are over by then. */
const firstAfterMs = 1000;

/** Milliseconds between two restarts: each one's ports live for 15 s, so there are only a few at a time. */
const everyMs = 2500;

/**
 * Milliseconds after which the search ends: servers drop a client that they have not heard for half a minute (RFC
 * 7675); some take longer.
 */
const longestMs = 120_000;

export interface PathSearchOptions extends Pick<Edges, 'after'> {
  peerConnection: RTCPeerConnection;
  /** Ends the search for good. */
  signal: AbortSignal;
}

/**
 * Looks for a new path to the far side without the server's help: an ICE restart is begun and rolled back at once
 * (JSEP, section 4.1.8.2), without any signalling. Its new ports remain, and send checks 20 times a second with the
 * credentials that both sides know, where the old ports have become slow or have given up. Candidates that it gathers
 * are hidden from a trickle.
 */
export function createPathSearch({ after, peerConnection, signal }: PathSearchOptions) {
  /** The ICE user name fragments of the restarts begun here. */
  const sought = new Set<string>();
  const timer = createTimer({ after });
  let leftMs = longestMs;
  let isOn = false;
  let step: Promise<void> = Promise.resolve();

  async function searchOnce(): Promise<void> {
    if (peerConnection.signalingState !== 'stable') return;
    try {
      const { sdp = '' } = await peerConnection.createOffer({ iceRestart: true });
      for (const [, fragment = ''] of sdp.matchAll(/^a=ice-ufrag:(\S+)/gm)) sought.add(fragment);
      await peerConnection.setLocalDescription({ type: 'offer', sdp });
      await peerConnection.setLocalDescription({ type: 'rollback' });
    } catch {
      // The connection was closed in the meantime, or cannot roll back; it can still recover in other ways.
    }
  }

  function plan(afterMs: number): void {
    leftMs -= afterMs;
    if (leftMs < 0) return;
    timer.start(afterMs, () => {
      step = searchOnce();
      plan(everyMs);
    });
  }

  peerConnection.addEventListener(
    'icecandidate',
    (event) => {
      const fragment = event.candidate?.usernameFragment;
      if (fragment ? sought.has(fragment) : isOn) event.stopImmediatePropagation();
    },
    { signal },
  );
  signal.addEventListener('abort', timer.stop);

  return {
    isOn: () => isOn,
    begin(): void {
      if (isOn || signal.aborted) return;
      isOn = true;
      leftMs = longestMs;
      plan(firstAfterMs);
    },
    /** Ends the search. Resolves when the connection can take other descriptions. */
    end(): Promise<void> {
      isOn = false;
      timer.stop();
      return step;
    },
  };
}
