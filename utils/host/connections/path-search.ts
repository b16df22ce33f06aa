import { timerMs } from '../../async/timer-limit.ts';

/** Most blips are over by then, in milliseconds. */
const firstAfterMs = 1000;

/** New ports go on for 15 s: seldom enough that there are few of them at a time, in milliseconds. */
const everyMs = 2500;

/** Servers give up a client whom they have not heard for half a minute (RFC 7675); some take longer. In milliseconds. */
const longestMs = 120_000;

export interface PathSearchOptions {
  peerConnection: RTCPeerConnection;
  /** Ends it for good. */
  signal: AbortSignal;
}

/**
 * Looks for the far side again where a path was lost, and needs no server for it: an ICE restart that nobody is told of is
 * begun and taken back at once (JSEP section 4.1.8.2). What it leaves are new ports, which send checks with the credentials
 * that both sides know 20 times a second, where the old ones have become slow or have given up. What it gathers concerns
 * nobody, and is kept from whoever trickles.
 */
export function createPathSearch({ peerConnection, signal }: PathSearchOptions) {
  /** By user name fragment. */
  const sought = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
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
      // It was closed on the way, or cannot do that: other ways back are open.
    }
  }

  function plan(afterMs: number): void {
    leftMs -= afterMs;
    if (leftMs < 0) return;
    timer = setTimeout(() => {
      step = searchOnce();
      plan(everyMs);
    }, timerMs(afterMs));
  }

  peerConnection.addEventListener(
    'icecandidate',
    (event) => {
      const fragment = event.candidate?.usernameFragment;
      if (fragment ? sought.has(fragment) : isOn) event.stopImmediatePropagation();
    },
    { signal },
  );
  signal.addEventListener('abort', () => clearTimeout(timer));

  return {
    isOn: () => isOn,
    begin(): void {
      if (isOn || signal.aborted) return;
      isOn = true;
      leftMs = longestMs;
      plan(firstAfterMs);
    },
    /** Resolves when the connection is free for other descriptions. */
    end(): Promise<void> {
      isOn = false;
      clearTimeout(timer);
      return step;
    },
  };
}
