export interface TextChannelHandlers {
  /** Called when text can be sent; the returned function is called when it no longer can. */
  onOpen?: (send: (text: string) => void) => () => void;
  onText: (text: string) => void;
}

/**
 * The longest message that is read, in characters: as many as the bytes that Chromium takes in one message by
 * default (RFC 8841, section 6).
 */
export const longestMessage = 256 * 1024;

/**
 * Makes an ordered data channel and reads its text messages; binary ones, and those longer than {@link
 * longestMessage}, are ignored. To be made before the offer, and after the audio transceiver, because servers
 * count m-lines.
 *
 * @returns a function that closes the channel
 */
export function openTextChannel(
  peerConnection: Pick<RTCPeerConnection, 'createDataChannel'>,
  label: string,
  { onOpen, onText }: TextChannelHandlers,
): () => void {
  const channel = peerConnection.createDataChannel(label);
  let stopOpen: (() => void) | undefined;

  const handleOpen = () => {
    stopOpen = onOpen?.((text) => {
      if (channel.readyState === 'open') channel.send(text);
    });
  };
  const handleMessage = ({ data }: MessageEvent<unknown>) => {
    if (typeof data === 'string' && data.length <= longestMessage) onText(data);
  };
  const handleClose = () => {
    stopOpen?.();
    stopOpen = undefined;
  };

  channel.addEventListener('open', handleOpen);
  channel.addEventListener('message', handleMessage);
  channel.addEventListener('close', handleClose);
  return () => {
    channel.removeEventListener('open', handleOpen);
    channel.removeEventListener('message', handleMessage);
    channel.removeEventListener('close', handleClose);
    handleClose();
    channel.close();
  };
}
