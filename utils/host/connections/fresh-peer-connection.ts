import type { Edges } from '../../async/edges.ts';

/**
 * Milliseconds for which a frame outlives its connection: requests to the connection just before its end are
 * answered then, and would never be where the frame is gone.
 */
const lingerMs = 1000;

/**
 * Makes a peer connection that knows the computer's network as it is now. Chromium tells an existing document
 * of another address only 1.6 s after the system has it (measured), but a new document at once: so the
 * connection is made in a hidden frame of its own.
 */
export function createFreshPeerConnection(
  configuration: RTCConfiguration,
  { after }: Pick<Edges, 'after'>,
): RTCPeerConnection {
  const frame = document.createElement('iframe');
  frame.hidden = true;
  document.body.append(frame);
  const { InFrame, peerConnection } = openIn(frame, configuration);
  const close = () => {
    InFrame.prototype.close.call(peerConnection);
    after(lingerMs, () => frame.remove());
  };
  return Object.assign(peerConnection, { close });
}

/** Makes a connection in the frame; where the browser makes no more connections, the frame is removed. */
function openIn(frame: HTMLIFrameElement, configuration: RTCConfiguration) {
  try {
    const { RTCPeerConnection: InFrame } = frame.contentWindow as Window & typeof globalThis;
    return { InFrame, peerConnection: new InFrame(configuration) };
  } catch (error) {
    frame.remove();
    throw error;
  }
}
