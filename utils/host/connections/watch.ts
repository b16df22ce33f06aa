import { createInOrder } from '../../async/in-order.ts';
import type { Edges } from '../../async/edges.ts';
import { createTimer } from '../../async/timer.ts';
import type { LinkEffect } from '../../domain/link/link-effect.ts';
import type { LinkFact, LinkInput } from '../../domain/link/link-fact.ts';
import type { LinkReport } from '../../domain/link/link-report.ts';
import { newLink, type LinkRules } from '../../domain/link/link-state.ts';
import { linkTransition } from '../../domain/link/link-transition.ts';
import { readMediaStats } from '../../domain/link/media-stats.ts';

export interface WatchOptions extends Pick<Edges, 'now' | 'steady' | 'after'> {
  peerConnection: RTCPeerConnection;
  rules: LinkRules;
  /**
   * When the last sound arrived at a receiver of our own, see `SignallingSession.lastSoundReceivedAt`; undefined where
   * only the transport can tell.
   */
  soundReceivedAt(): number | null | undefined;
  /** Sends a keepalive, see `SignallingSession.sendKeepalive`; false where none can be sent. */
  sendKeepalive(): boolean;
  /** Begins or ends the search for a new path. */
  searchPath(isOn: boolean): void;
  /** Ends the watch. */
  signal: AbortSignal;
  onReport(fact: LinkReport): void;
  /** Called when a connection has failed that was never made. */
  onNeverConnected(): void;
}

/**
 * Watches one peer connection: its two states on every event and on a timer, its figures on the timer. Turns what it sees into
 * facts of the link, and performs what follows from them.
 */
export function createWatch(options: WatchOptions) {
  const { peerConnection, signal, now, steady, after } = options;
  let link = newLink(options.rules);
  const disconnected = createTimer(options);
  const checking = createTimer(options);
  let endKeepalives: readonly (() => void)[] = [];

  const takeInOrder = createInOrder((input: LinkInput) => {
    const next = linkTransition(link, input);
    link = next.state;
    for (const effect of next.effects) perform(effect);
  });
  const take = (fact: LinkFact) => takeInOrder({ at: now(), ...fact });

  function perform(effect: LinkEffect): void {
    if (signal.aborted) return;
    switch (effect.type) {
      case 'report':
        return options.onReport(effect.fact);
      case 'report-never-connected':
        return options.onNeverConnected();
      case 'check':
        return startCheck();
      case 'check-after':
        return planCheck(effect.ms, effect.askAfterMs);
      case 'ask':
        return ask();
      case 'limit-disconnected':
        return disconnected.start(effect.ms, () => take({ type: 'disconnected-limit-passed' }));
      case 'end-limit':
        return disconnected.stop();
      case 'search-path':
        return options.searchPath(effect.isOn);
    }
  }

  function ask(): void {
    take({ type: 'asked', isSent: isAsked() });
  }

  /** A channel that is just being closed may throw; the next reading tries again. */
  function isAsked(): boolean {
    try {
      return options.sendKeepalive();
    } catch {
      return false;
    }
  }

  function planCheck(ms: number, askAfterMs: readonly number[]): void {
    endPlans();
    checking.start(ms, startCheck);
    endKeepalives = askAfterMs.map((afterMs) => after(afterMs, ask));
  }

  function endPlans(): void {
    checking.stop();
    for (const end of endKeepalives) end();
  }

  function startCheck(): void {
    // getStats() rejects only on a closed connection, which its states show.
    void check().catch(readStates);
  }

  async function check(): Promise<void> {
    try {
      readStates();
      if (link.wasConnected) await readFigures();
    } finally {
      if (!signal.aborted) take({ type: 'checked' });
    }
  }

  function readStates(): void {
    if (signal.aborted) return;
    const { connectionState, iceConnectionState } = peerConnection;
    take({ type: 'states-read', connectionState, iceConnectionState });
  }

  async function readFigures(): Promise<void> {
    const stats = readMediaStats(await peerConnection.getStats());
    if (signal.aborted) return;
    take({ type: 'figures-read', steadyAt: steady(), stats, soundReceivedAt: options.soundReceivedAt() });
  }

  peerConnection.addEventListener('connectionstatechange', readStates, { signal });
  peerConnection.addEventListener('iceconnectionstatechange', readStates, { signal });
  signal.addEventListener('abort', () => {
    disconnected.stop();
    endPlans();
  });
  startCheck();

  return {
    link: () => link,
    /** Takes a fact that was noticed elsewhere. */
    take,
  };
}
