import { iceServerKey, isTurn } from '../../domain/profiles/ice-server.ts';
import type { Edges } from '../../async/edges.ts';

export interface GatheringOptions extends Pick<Edges, 'after'> {
  /** URLs of the ICE servers to wait for, as {@link serversToHear} gives them. */
  configuredServers: readonly string[];
  /**
   * Milliseconds after which the candidates found must do: one silent STUN server alone keeps gathering up
   * for 40 s.
   */
  capMs?: number;
  signal: AbortSignal;
}

type GatheringConnection = Pick<
  RTCPeerConnection,
  'iceGatheringState' | 'addEventListener' | 'removeEventListener'
>;

/**
 * Error 701 is reported for each network interface by itself, so that one without a route must not hide the
 * answer of another.
 */
const unreachableCode = 701;
const unreachableSettleMs = 500;

/**
 * Resolves when gathering is complete, when every configured server has answered (by a candidate or an error)
 * and there is any candidate at all, or when the cap has passed. To be called before `setLocalDescription`,
 * which starts the gathering.
 *
 * @throws the signal's reason when aborted
 */
export function gatheringDone(
  peerConnection: GatheringConnection,
  { configuredServers, capMs = 2000, signal, after }: GatheringOptions,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const silent = new Set(configuredServers.map(iceServerKey));
  const timers = [after(capMs, resolve)];

  let anyFound = false;

  const settle = () => {
    // Where every server refused, nothing may have been found, and an offer without candidates makes a server
    // wait in vain.
    if (configuredServers.length > 0 && silent.size === 0 && anyFound) resolve();
  };
  const answered = (key: string | undefined) => {
    if (key !== undefined) silent.delete(key);
    settle();
  };
  const onCandidate = ({ candidate }: RTCPeerConnectionIceEvent) => {
    anyFound ||= Boolean(candidate?.candidate);
    if (candidate?.type === 'srflx' || candidate?.type === 'relay') answered(keyOf(serverOf(candidate)));
    else settle();
  };
  const onError = ({ url, errorCode }: RTCPeerConnectionIceErrorEvent) => {
    if (errorCode !== unreachableCode) answered(keyOf(url));
    else timers.push(after(unreachableSettleMs, () => answered(keyOf(url))));
  };
  const onState = () => {
    if (peerConnection.iceGatheringState === 'complete') resolve();
  };
  const onAbort = () => reject(signal.reason);
  /**
   * The key of a candidate's server. An implementation that does not name the server leaves no doubt where
   * there is only one.
   */
  const keyOf = (url: string | null | undefined) => {
    if (url) return iceServerKey(url);
    return silent.size === 1 ? [...silent][0] : undefined;
  };

  peerConnection.addEventListener('icecandidate', onCandidate);
  peerConnection.addEventListener('icecandidateerror', onError);
  peerConnection.addEventListener('icegatheringstatechange', onState);
  signal.addEventListener('abort', onAbort);
  onState();
  if (signal.aborted) onAbort();
  return promise.finally(() => {
    timers.forEach((end) => end());
    peerConnection.removeEventListener('icecandidate', onCandidate);
    peerConnection.removeEventListener('icecandidateerror', onError);
    peerConnection.removeEventListener('icegatheringstatechange', onState);
    signal.removeEventListener('abort', onAbort);
  });
}

/**
 * The URLs of a configuration's servers from which an answer can come: with the policy `relay`, STUN is never
 * asked.
 */
export function serversToHear({ iceServers = [], iceTransportPolicy }: RTCConfiguration): string[] {
  const urls = iceServers.flatMap((server) => server.urls);
  return iceTransportPolicy === 'relay' ? urls.filter(isTurn) : urls;
}

/** `RTCIceCandidate.url` (webrtc-pc section 4.8.1) is newer than TypeScript's library. */
function serverOf(candidate: RTCIceCandidate): string | null | undefined {
  const { url }: RTCIceCandidate & { url?: string | null } = candidate;
  return url;
}
