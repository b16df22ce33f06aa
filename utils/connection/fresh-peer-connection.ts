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
  const { RTCPeerConnection: InFrame } = frame.contentWindow as Window & typeof globalThis;
  const peerConnection = new InFrame(configuration);
  const close = () => {
    InFrame.prototype.close.call(peerConnection);
    setTimeout(() => frame.remove(), lingerMs);
  };
  return Object.assign(peerConnection, { close });
}
