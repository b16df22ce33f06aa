import type { Edges } from '../../async/edges.ts';
import { createMessageGate } from './message-gate.ts';

export interface TextChannelHandlers extends Pick<Edges, 'now'> {
  /** Called when text can be sent; the returned function is called when it no longer can. */
  onOpen?: (send: (text: string) => void) => () => void;
  onText: (text: string) => void;
  /** Called for each message that is not read. */
  onRefused?: () => void;
}

/**
 * The longest message that is read, in characters: as many as the bytes that Chromium takes in one message by
 * default (RFC 8841, section 6).
 */
export const longestMessage = 256 * 1024;

/**
 * Makes an ordered data channel and reads its text messages (see {@link readChannel}). To be made before the offer, and after the
 * audio transceiver, because servers count m-lines.
 *
 * @returns a function that closes the channel
 */
export function openTextChannel(
  peerConnection: Pick<RTCPeerConnection, 'createDataChannel'>,
  label: string,
  handlers: TextChannelHandlers,
): () => void {
  return readChannel(peerConnection.createDataChannel(label), handlers);
}

/**
 * Reads the text messages of a data channel; binary ones, those longer than {@link longestMessage}, and those of a flood are not.
 *
 * @returns a function that closes the channel
 */
export function readChannel(
  channel: RTCDataChannel,
  { onOpen, onText, onRefused, now }: TextChannelHandlers,
): () => void {
  const isRead = createMessageGate({ now });
  let stopOpen: (() => void) | undefined;

  const handleOpen = () => {
    stopOpen = onOpen?.((text) => {
      if (channel.readyState === 'open') channel.send(text);
    });
  };
  const handleMessage = ({ data }: MessageEvent<unknown>) => {
    if (typeof data === 'string' && data.length <= longestMessage && isRead(data.length)) onText(data);
    else onRefused?.();
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
