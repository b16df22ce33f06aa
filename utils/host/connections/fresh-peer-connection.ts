/**
 * How long a frame outlives its connection, in milliseconds: what was asked of the connection just before is answered then,
 * and never where the frame is gone.
 */
const lingerMs = 1000;

/**
 * Makes a peer connection that knows the computer's network as it is now. Chromium tells a document of another address 1.6 s
 * after the system has it (measured), but one that is new at once: so this one lives in a hidden frame of its own.
 */
export function createFreshPeerConnection(configuration: RTCConfiguration): RTCPeerConnection {
  const frame = document.createElement('iframe');
  frame.hidden = true;
  document.body.append(frame);
  const { InFrame, peerConnection } = openIn(frame, configuration);
  const close = () => {
    InFrame.prototype.close.call(peerConnection);
    setTimeout(() => frame.remove(), lingerMs);
  };
  return Object.assign(peerConnection, { close });
}

/** Where the browser makes no more connections, none of the frames for them is left either. */
function openIn(frame: HTMLIFrameElement, configuration: RTCConfiguration) {
  try {
    const { RTCPeerConnection: InFrame } = frame.contentWindow as Window & typeof globalThis;
    return { InFrame, peerConnection: new InFrame(configuration) };
  } catch (error) {
    frame.remove();
    throw error;
  }
}
