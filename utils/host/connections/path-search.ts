import type { Edges } from '../../async/edges.ts';
import { createTimer } from '../../async/timer.ts';

/** Milliseconds after which the search begins: most blips are over by then. */
const firstAfterMs = 1000;

/**
 * Milliseconds between two restarts: new ports are used for 15 s, so there are only a few of them at a time.
 */
const everyMs = 2500;

/**
 * Milliseconds after which the search ends: servers give up a client that they have not heard for half a
 * minute (RFC 7675); some take longer.
 */
const longestMs = 120_000;

export interface PathSearchOptions extends Pick<Edges, 'after'> {
  peerConnection: RTCPeerConnection;
  /** Ends the search for good. */
  signal: AbortSignal;
}

/**
 * Searches the far side again where a path was lost, without help of the server: an ICE restart that the
 * server is not told of is begun and taken back at once (JSEP, section 4.1.8.2). It leaves new ports, which
 * send checks 20 times a second with the credentials that both sides know, where the old ports have become
 * slow or have given up. The candidates that it gathers are hidden from a trickle.
 */
export function createPathSearch({ after, peerConnection, signal }: PathSearchOptions) {
  /** The user name fragments of restarts that were begun here. */
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
      // The connection was closed meanwhile, or cannot do that; it can still recover in other ways.
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
    /** Ends the search. Resolves when the connection is free for other descriptions. */
    end(): Promise<void> {
      isOn = false;
      timer.stop();
      return step;
    },
  };
}
