/**
 * Calls `onClose` when the far side closes its end of the connection by a DTLS alert (`close_notify`, RFC
 * 8446, section 6.1). The transport is then `closed` (webrtc-pc section 5.5), seconds before anything else
 * shows it.
 */
export function followDtlsClose(
  { transport }: Pick<RTCRtpSender, 'transport'>,
  signal: AbortSignal,
  onClose: () => void,
): void {
  const report = () => {
    if (transport?.state === 'closed') onClose();
  };
  transport?.addEventListener('statechange', report, { signal });
}
