/**
 * Calls `onClose` when the far side closes its end of the connection with a word (`close_notify`, RFC 8446 section 6.1):
 * seconds before anything else tells (webrtc-pc section 5.5: the transport is then `closed`).
 */
export function followDtlsClose(
  { transport }: Pick<RTCRtpSender, 'transport'>,
  signal: AbortSignal,
  onClose: () => void,
): void {
  const look = () => {
    if (transport?.state === 'closed') onClose();
  };
  transport?.addEventListener('statechange', look, { signal });
}
