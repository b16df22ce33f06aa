import { connectionStatus, type ConnectionStatus } from '../domain/connection-status.ts';
import { noEvidence, weighEvidence, type LinkEvidence } from '../domain/link-evidence.ts';
import { readMediaStats } from '../domain/media-stats.ts';
import type { ConnectionFact } from './connection.ts';

/** How often the figures are read while everybody waits for the first media, in milliseconds. */
const startIntervalMs = 50;

type WatchFact = Extract<
  ConnectionFact,
  { type: 'media-acknowledged' | 'status-changed' | 'candidate-pair-selected' | 'lost' }
>;

export interface WatchOptions {
  peerConnection: RTCPeerConnection;
  checkIntervalMs: number;
  disconnectedLimitMs: number;
  /** See `SignallingSession.lastSoundReceivedAt`; undefined where only the transport can tell. */
  soundReceivedAt(): number | null | undefined;
  now(): number;
  /** Ends the watch. */
  signal: AbortSignal;
  onFact(fact: WatchFact): void;
}

/**
 * Watches one peer connection: its two states on every event and on a timer, its figures on the timer. `failed` and
 * `closed` are a loss at once, `disconnected` when it outlasts its limit (webrtc-pc section 4.3.3: it may heal).
 */
export function createWatch(options: WatchOptions) {
  const { peerConnection, signal, now, onFact } = options;
  let status: ConnectionStatus = 'new';
  let evidence: LinkEvidence = noEvidence;
  let connected = false;
  let acknowledged = false;
  let pairKey = '';
  let disconnectedTimer: ReturnType<typeof setTimeout> | undefined;
  let checkTimer: ReturnType<typeof setTimeout> | undefined;

  const lastHeardMsAgo = () => {
    const { heardAt } = evidence;
    return heardAt === null ? null : Math.max(0, now() - heardAt);
  };

  const lose = () => onFact({ type: 'lost', status, lastHeardMsAgo: lastHeardMsAgo() });

  const readStates = () => {
    const { connectionState, iceConnectionState } = peerConnection;
    const current = connectionStatus(connectionState, iceConnectionState);
    if (signal.aborted || current === status) return;
    status = current;
    connected ||= status === 'connected';
    onFact({ type: 'status-changed', status, connectionState, iceConnectionState });
    clearTimeout(disconnectedTimer);
    if (status === 'failed' || status === 'closed') lose();
    if (status === 'disconnected') disconnectedTimer = setTimeout(lose, options.disconnectedLimitMs);
  };

  const readFigures = async () => {
    const stats = readMediaStats(await peerConnection.getStats());
    if (signal.aborted) return;
    evidence = weighEvidence(evidence, stats, now(), options.soundReceivedAt());
    const key = stats.pair ? Object.values(stats.pair).join(' ') : '';
    if (stats.pair && key !== pairKey) {
      pairKey = key;
      onFact({ type: 'candidate-pair-selected', pair: stats.pair });
    }
    if (!acknowledged && connected && evidence.sentAt !== null && evidence.heardAt !== null) {
      acknowledged = true;
      onFact({ type: 'media-acknowledged' });
    }
  };

  const check = async () => {
    try {
      readStates();
      if (connected) await readFigures();
    } finally {
      const wait = acknowledged ? options.checkIntervalMs : startIntervalMs;
      if (!signal.aborted) checkTimer = setTimeout(startCheck, wait);
    }
  };
  // getStats() rejects only on a closed connection, and that is for the states to say.
  const startCheck = () => void check().catch(readStates);

  const listen = { signal };
  peerConnection.addEventListener('connectionstatechange', readStates, listen);
  peerConnection.addEventListener('iceconnectionstatechange', readStates, listen);
  signal.addEventListener('abort', () => {
    clearTimeout(disconnectedTimer);
    clearTimeout(checkTimer);
  });
  startCheck();

  return {
    evidence: () => evidence,
    /** Milliseconds since the far side was last heard; null before the first time. */
    lastHeardMsAgo,
    wasConnected: () => connected,
  };
}
