import { connectionStatus, type ConnectionStatus } from '../../domain/link/connection-status.ts';
import { noEvidence, weighEvidence, type LinkEvidence } from '../../domain/link/link-evidence.ts';
import { checksAnsweredWithinMs, togetherMs } from '../../domain/link/far-side-packets.ts';
import { judgeLink, unknownHealth, type LinkHealth } from '../../domain/link/link-health.ts';
import { askTimes, nextReadingMs, readEveryMs } from '../../domain/link/link-pace.ts';
import { answersOftenWithinMs, proofLimits } from '../../domain/link/proof-limits.ts';
import { followTrail, noTrail, shortestGapMs, type ProofTrail } from '../../domain/link/proof-trail.ts';
import { readMediaStats } from '../../domain/link/media-stats.ts';
import { timerMs } from '../../async/timer-limit.ts';
import type { ConnectionFact } from './connection-fact.ts';

/** Milliseconds between two readings of the figures while the first media is waited for. */
const startIntervalMs = 50;

/** The number of unanswered keepalives that are kept: more say nothing new. */
const mostKeepalives = 50;

type WatchFact =
  | Extract<
      ConnectionFact,
      {
        type:
          | 'media-acknowledged'
          | 'status-changed'
          | 'candidate-pair-selected'
          | 'codec-selected'
          | 'gaps-watched'
          | 'delivery-stopped'
          | 'delivery-resumed'
          | 'link-silent'
          | 'connection-lost';
      }
    >
  | { type: 'link-heard' };

export interface WatchOptions {
  peerConnection: RTCPeerConnection;
  checkIntervalMs: number;
  disconnectedLimitMs: number;
  /**
   * The last sound at a receiver of our own, see `SignallingSession.lastSoundReceivedAt`; undefined where
   * only the transport can tell.
   */
  soundReceivedAt(): number | null | undefined;
  /** Sends a keepalive, see `SignallingSession.sendKeepalive`; false where none can be sent. */
  sendKeepalive(): boolean;
  /** Whether the far side gives transport feedback, see `HealthTick`. */
  givesFeedback(): boolean;
  /**
   * Whether the watch reads more often than every `checkIntervalMs` while the far side is overdue, and asks
   * it.
   */
  searches: boolean;
  now(): number;
  /** Ends the watch. */
  signal: AbortSignal;
  onFact(fact: WatchFact): void;
}

/**
 * Watches one peer connection: its two states on every event and on a timer, its figures on the timer.
 * `failed` and `closed` are a loss at once, `disconnected` when it outlasts its limit (webrtc-pc section
 * 4.3.3: it may heal). The watch goes on after a loss, since even `failed` may heal by itself (measured: 2 s
 * after the network was back).
 */
export function createWatch(options: WatchOptions) {
  const { peerConnection, signal, now, onFact } = options;
  const longestIntervalMs = options.searches
    ? Math.min(options.checkIntervalMs, readEveryMs)
    : options.checkIntervalMs;
  let status: ConnectionStatus = 'new';
  let evidence: LinkEvidence = noEvidence;
  let trail: ProofTrail = noTrail;
  let watchedFromMs = 0;
  let connected = false;
  let acknowledged = false;
  /** Epoch milliseconds of the first media that was acknowledged; null before it. */
  let acknowledgedAt: number | null = null;
  let pairKey = '';
  let codecKey = '';
  let health: LinkHealth = unknownHealth;
  let everyMs = startIntervalMs;
  /** Epoch milliseconds of the keepalives, oldest first; null while the far side can't be asked. */
  let askedAt: readonly number[] | null = null;
  /** Epoch milliseconds since when the connection is lost; null while it is not. */
  let outSince: number | null = null;
  let lost = false;
  let disconnectedTimer: ReturnType<typeof setTimeout> | undefined;
  let checkTimer: ReturnType<typeof setTimeout> | undefined;
  let keepaliveTimers: readonly ReturnType<typeof setTimeout>[] = [];

  const lastHeardMsAgo = () => {
    const { heardAt } = evidence;
    return heardAt === null ? null : Math.max(0, now() - heardAt);
  };

  const provenMsAgo = () => {
    const { sentUntil } = trail;
    return sentUntil === null ? null : Math.max(0, now() - sentUntil);
  };

  const follow = () => {
    const shortestMs = shortestGapMs(answersOften(), longestIntervalMs);
    if (acknowledged && shortestMs !== watchedFromMs && isHabitKnown()) {
      watchedFromMs = shortestMs;
      onFact({ type: 'gaps-watched', fromMs: shortestMs });
    }
    const reading = { at: now(), evidence, shortestMs, askedAt, answersOften: answersOften() };
    const next = followTrail(trail, reading);
    // The moment before: the proof that ends a gap is not the one after which it began.
    const lastProvenMsAgo = provenMsAgo() ?? 0;
    trail = next.trail;
    for (const change of next.changes) {
      if (change === 'broke') onFact({ type: 'delivery-stopped', provenMsAgo: lastProvenMsAgo });
      else onFact({ type: 'delivery-resumed' });
    }
  };

  const doubt = () => {
    if (outSince !== null) return;
    outSince = now();
    // Checked at once, so that a reading in between separates what came before the doubt from what comes after.
    startCheck();
  };

  /** Whether the far side answers often: by transport feedback, or to keepalives. */
  const answersOften = () => options.givesFeedback() || askedAt !== null;

  /** Whether it is known how often the far side answers: a channel to ask it by may open a moment after the first media. */
  const isHabitKnown = () => answersOften() || now() - (acknowledgedAt ?? now()) > checksAnsweredWithinMs;

  const lose = () => {
    if (lost) return;
    lost = true;
    doubt();
    onFact({ type: 'connection-lost', status, lastHeardMsAgo: lastHeardMsAgo() });
  };

  const judge = () => {
    const givesFeedback = options.givesFeedback();
    const signAt = evidence.signAt ?? 0;
    const unanswered = askedAt?.filter((each) => each > signAt) ?? null;
    health = judgeLink(health, { at: now(), everyMs, status, evidence, givesFeedback, askedAt: unanswered });
    if (health.verdict === 'silent' && outSince === null) {
      outSince = now();
      onFact({ type: 'link-silent', lastHeardMsAgo: lastHeardMsAgo() });
    }
    if (outSince !== null && status === 'connected' && (evidence.heardAt ?? 0) > outSince) {
      outSince = null;
      lost = false;
      onFact({ type: 'link-heard' });
    }
  };

  const ask = () => {
    askedAt = isAsked() ? [...(askedAt ?? []), now()].slice(-mostKeepalives) : null;
  };

  /** A keepalive costs much less than a reading. */
  const planKeepalives = () => {
    for (const timer of keepaliveTimers) clearTimeout(timer);
    const lastAt = askedAt?.at(-1);
    const times = lastAt === undefined ? [0] : askTimes(now() - lastAt, everyMs);
    keepaliveTimers = times.filter((ms) => ms > 0).map((ms) => setTimeout(ask, timerMs(ms)));
    if (times[0] === 0) ask();
  };

  /**
   * Sends a keepalive and returns whether that worked. A channel that is just being closed may throw; the next
   * reading tries again.
   */
  const isAsked = () => {
    try {
      return options.sendKeepalive();
    } catch {
      return false;
    }
  };

  const interval = () => {
    if (!acknowledged) return startIntervalMs;
    const usualMs = options.checkIntervalMs;
    if (!options.searches) return usualMs;
    const signAt = evidence.signAt ?? 0;
    const isProving = outSince !== null && signAt > outSince && now() - signAt < togetherMs;
    return nextReadingMs(health, {
      usualMs,
      urgent: outSince !== null,
      answersOften: answersOften(),
      isProving,
    });
  };

  const readStates = () => {
    const { connectionState, iceConnectionState } = peerConnection;
    const current = connectionStatus(connectionState, iceConnectionState);
    if (signal.aborted || current === status) return;
    status = current;
    connected ||= status === 'connected';
    onFact({ type: 'status-changed', status, connectionState, iceConnectionState });
    clearTimeout(disconnectedTimer);
    if (status === 'failed' || status === 'closed') lose();
    if (status === 'disconnected') disconnectedTimer = setTimeout(lose, timerMs(options.disconnectedLimitMs));
  };

  const readFigures = async () => {
    const stats = readMediaStats(await peerConnection.getStats());
    if (signal.aborted) return;
    const soundReceivedAt = options.soundReceivedAt();
    const hearsAnswers = !acknowledged || !answersOften();
    evidence = weighEvidence(evidence, stats, now(), { soundReceivedAt, hearsAnswers });
    follow();
    const key = stats.pair ? Object.values(stats.pair).join(' ') : '';
    if (stats.pair && key !== pairKey) {
      pairKey = key;
      onFact({ type: 'candidate-pair-selected', pair: stats.pair });
    }
    const codecName = stats.codec ? Object.values(stats.codec).join(' ') : '';
    if (stats.codec && codecName !== codecKey) {
      codecKey = codecName;
      onFact({ type: 'codec-selected', codec: stats.codec });
    }
    if (!acknowledged && connected && evidence.sentAt !== null && evidence.heardAt !== null) {
      acknowledged = true;
      acknowledgedAt = now();
      onFact({ type: 'media-acknowledged' });
    } else if (acknowledged) {
      judge();
    }
  };

  const check = async () => {
    try {
      readStates();
      if (connected) await readFigures();
    } finally {
      planCheck();
    }
  };
  const planCheck = () => {
    if (signal.aborted) return;
    clearTimeout(checkTimer);
    everyMs = interval();
    checkTimer = setTimeout(startCheck, timerMs(everyMs));
    if (acknowledged && options.searches) planKeepalives();
  };
  // getStats() rejects only on a closed connection, which its states show.
  const startCheck = () => void check().catch(readStates);

  const listen = { signal };
  peerConnection.addEventListener('connectionstatechange', readStates, listen);
  peerConnection.addEventListener('iceconnectionstatechange', readStates, listen);
  signal.addEventListener('abort', () => {
    clearTimeout(disconnectedTimer);
    clearTimeout(checkTimer);
    for (const timer of keepaliveTimers) clearTimeout(timer);
  });
  startCheck();

  return {
    evidence: () => evidence,
    /** Milliseconds since the far side last acknowledged something; null before the first time. */
    lastHeardMsAgo,
    /** Milliseconds since what was sent is known to have arrived; null where nothing is. */
    provenMsAgo,
    /** Expresses doubt about the connection: the next acknowledgement is reported as `link-heard`. */
    doubt,
    /** Milliseconds within which a far side that hears us acknowledges something. */
    answersWithinMs: () => (answersOften() ? answersOftenWithinMs : checksAnsweredWithinMs),
    /** The age up to which the last evidence of each proof is as new as this far side lets it be. */
    proofLimits: () =>
      proofLimits(evidence, { answersOften: answersOften(), everyMs: longestIntervalMs, now: now() }),
    wasConnected: () => connected,
  };
}
