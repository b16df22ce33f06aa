/**
 * A connection's status: the worse of `connectionState` and `iceConnectionState`, since either can be the
 * first to know (`connectionState` may reach `failed` while `iceConnectionState` stays `disconnected`).
 */
export const connectionStatuses = [
  'new',
  'connecting',
  'connected',
  'disconnected',
  'failed',
  'closed',
] as const;
export type ConnectionStatus = (typeof connectionStatuses)[number];

const fromIce: Record<RTCIceConnectionState, ConnectionStatus> = {
  new: 'new',
  checking: 'connecting',
  connected: 'connected',
  completed: 'connected',
  disconnected: 'disconnected',
  failed: 'failed',
  closed: 'closed',
};

const badness: Record<ConnectionStatus, number> = {
  connected: 0,
  connecting: 1,
  new: 2,
  disconnected: 3,
  failed: 4,
  closed: 5,
};

/** The worse of the two W3C states (webrtc-pc sections 4.3.3 and 4.3.4). */
export function connectionStatus(
  connectionState: RTCPeerConnectionState,
  iceConnectionState: RTCIceConnectionState,
): ConnectionStatus {
  const ice = fromIce[iceConnectionState];
  return badness[ice] > badness[connectionState] ? ice : connectionState;
}
