import type { FramePuller, FramePullerHandlers, FramePullerOptions } from '../audio/frame-source.ts';
import type { Microphone } from '../audio/microphone.ts';
import type { ConnectionStatus } from '../domain/connection-status.ts';
import { noFrames, type FrameCounts } from '../domain/error-threshold.ts';
import { toFailure } from '../domain/failure.ts';
import type { LiveData } from '../domain/live-data.ts';
import type { MediaFigures } from '../domain/media-figures.ts';
import type { SessionEventBody } from '../domain/session-event.ts';
import type {
  MicrophoneCondition,
  SessionEffect,
  SessionFact,
  SessionPhase,
} from '../domain/session-state.ts';
import type { Settings } from '../domain/settings.ts';
import type { StartRequest } from '../domain/start-request.ts';
import { followFigures } from './follow-figures.ts';
import { createSessionConnections, type SessionConnectionsDeps } from './session-connections.ts';
import { createSessionWarnings } from './session-warnings.ts';

export interface ResourceDeps extends SessionConnectionsDeps {
  openMicrophone(
    settings: Settings['microphone'],
    wasGranted: boolean,
    signal: AbortSignal,
  ): Promise<Microphone>;
  createPuller(options: FramePullerOptions, handlers: FramePullerHandlers): FramePuller;
  /** Tells when the computer loses its network (false) or has one again. Returns the unsubscribe. */
  onNetworkChange(follow: (online: boolean) => void): () => void;
}

export interface ResourceOutlets {
  phase(): SessionPhase;
  dispatch(fact: SessionFact): void;
  record(body: SessionEventBody): void;
  onLiveData(data: LiveData): void;
  /** Once a second while it is live or recovers; the figures are null where no connection serves. */
  onSecond(media: MediaFigures | null, data: LiveData): void;
}

/**
 * What one session holds in the world: its microphone, its connections, its puller. Performs the session's effects.
 * `muted` by the user from the beginning, where another host has run it before.
 */
export function createSessionResources(
  request: StartRequest,
  deps: ResourceDeps,
  outlets: ResourceOutlets,
  muted = false,
) {
  const { phase, dispatch, record, onLiveData, onSecond } = outlets;
  const { now } = deps.connection;
  const { profile, recovery, watch } = request;
  const aborter = new AbortController();
  const { signal } = aborter;

  let enabled = !muted;
  let switching = Promise.resolve();
  let wanted = request.microphone;
  let microphone: Microphone | null = null;
  let condition: MicrophoneCondition = 'sounding';
  let captured: number | null = null;
  /** Epoch milliseconds since when sound is to be expected of the microphone. */
  let expectedSince = now();
  let understood: number | null = null;
  let lastLevel = 0;
  let frames: FrameCounts = noFrames();
  const texts = { delta: 0, completed: 0, failed: 0 };
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let limitTimer: ReturnType<typeof setTimeout> | undefined;

  const puller = deps.createPuller(
    { threshold: watch.errorThreshold, countDisconnected: recovery.mode === 'stop-and-tell' },
    {
      onLevel(level, capturedAt, counts) {
        captured = capturedAt;
        frames = counts;
        lastLevel = level;
        onLiveData(liveData());
      },
      onCondition: (condition) => conditionChanged(condition),
      onThreshold(failure) {
        const isLoss = failure.reason === 'frames-failing' && failure.cause === 'disconnected';
        if (isLoss) lose('disconnected', connections.lastHeardMsAgo());
        else dispatch({ type: 'frames-failing', failure });
      },
    },
  );

  const connections = createSessionConnections(request, deps, {
    dispatch,
    record,
    onStatus: puller.setConnectionStatus,
    onLost: lose,
    onText(text) {
      texts[text] += 1;
      understood = now();
    },
  });

  if (muted) puller.setUserMuted(true);

  const warnings = createSessionWarnings({
    now,
    record,
    onChange: (raised) => dispatch({ type: 'warnings-changed', warnings: raised }),
  });

  followFigures({
    stats: () => connections.evidence().stats,
    signal,
    onFigures(figures) {
      const current = phase();
      if (current !== 'live' && current !== 'recovering') return;
      const media = current === 'live' ? figures : null;
      onSecond(media, liveData());
      const quietFor = (now() - Math.max(captured ?? 0, expectedSince)) / 1000;
      warnings.judge({
        media,
        condition: enabled ? condition : 'muted',
        quietFor,
      });
    },
  });

  // A loopback needs no network.
  if (profile.kind !== 'loopback') {
    const unsubscribe = deps.onNetworkChange((online) => {
      if (!online) connections.doubt();
      dispatch({ type: online ? 'network-returned' : 'network-lost' });
    });
    signal.addEventListener('abort', unsubscribe);
  }

  function liveData(): LiveData {
    const { sentAt: sent, heardAt: heard } = connections.evidence();
    return { level: lastLevel, proofs: { captured, sent, heard, understood }, frames };
  }

  function endRecovery(): void {
    clearTimeout(retryTimer);
    clearTimeout(limitTimer);
  }

  /** The watch and the puller notice the same loss within moments of each other: it is told once. */
  function lose(status: ConnectionStatus, lastHeardMsAgo: number | null): void {
    if (signal.aborted) return;
    record({ kind: 'connection-lost', status, lastHeardMsAgo });
    dispatch({ type: 'connection-lost', status });
  }

  async function openMicrophone(): Promise<void> {
    try {
      await use(request.microphone, 'microphone-acquired');
      dispatch({ type: 'microphone-acquired' });
    } catch (reason) {
      if (!signal.aborted) dispatch({ type: 'microphone-failed', failure: toFailure(reason) });
    }
  }

  async function use(
    settings: Settings['microphone'],
    kind: 'microphone-acquired' | 'microphone-replaced',
  ): Promise<void> {
    const opened = await deps.openMicrophone(settings, request.microphoneWasGranted, signal);
    if (signal.aborted) return opened.close();
    const previous = microphone;
    microphone = opened;
    expectedSince = now();
    const { track, label, sampleRate } = opened;
    track.enabled = enabled;
    opened.onChange((change) => {
      if (microphone !== opened) return;
      if (change !== 'muted' && change !== 'unmuted')
        return dispatch({ type: 'microphone-failed', failure: { reason: change } });
      puller.setMicrophoneMuted(change === 'muted');
      conditionChanged(change === 'muted' ? 'muted' : 'sounding');
    });
    puller.pull(track);
    await connections.send(track);
    previous?.close();
    record({ kind, label, sampleRate });
    conditionChanged(track.muted ? 'muted' : 'sounding');
    return undefined;
  }

  function conditionChanged(next: MicrophoneCondition): void {
    if (next === condition) return;
    // Silence is logged as the warning that it is.
    const isLogged = next !== 'silent' && (condition !== 'silent' || next !== 'sounding');
    condition = next;
    if (condition !== 'silent') expectedSince = now();
    if (isLogged) record({ kind: 'microphone-condition-changed', condition });
    if (condition === 'muted') warnings.forgiveMicrophone();
    dispatch({ type: 'microphone-condition-changed', condition });
  }

  async function release(): Promise<void> {
    aborter.abort();
    endRecovery();
    warnings.close();
    const counted = puller.stop();
    microphone?.close();
    await Promise.all([counted.then((counts) => (frames = counts)), connections.close(), switching]);
    record({ kind: 'frames-counted', counts: frames });
    const { delta: deltas, completed, failed } = texts;
    if (deltas + completed + failed > 0) record({ kind: 'texts-counted', deltas, completed, failed });
    dispatch({ type: 'released' });
  }

  return {
    perform(effect: SessionEffect): void {
      switch (effect.type) {
        case 'connect':
          return connections.connect();
        case 'open-microphone':
          switching = openMicrophone();
          return;
        case 'set-microphone-enabled':
          enabled = effect.enabled;
          if (microphone) microphone.track.enabled = enabled;
          puller.setUserMuted(!enabled);
          expectedSince = now();
          if (!enabled) warnings.forgiveMicrophone();
          return record({ kind: 'mute-changed', muted: !enabled });
        case 'limit-recovery':
          if (recovery.giveUpAfterMs === null) return;
          limitTimer = setTimeout(() => dispatch({ type: 'recovery-limit-passed' }), recovery.giveUpAfterMs);
          return;
        case 'wait-to-retry':
          clearTimeout(retryTimer);
          retryTimer = setTimeout(() => dispatch({ type: 'retry-due' }), effect.ms);
          return;
        case 'restart-ice':
          clearTimeout(retryTimer);
          return connections.restartIce();
        case 'attempt':
          clearTimeout(retryTimer);
          return connections.attempt(effect.attempt);
        case 'close-old':
          return connections.giveUpOld();
        case 'adopt-replacement':
          endRecovery();
          return connections.adoptReplacement();
        case 'drop-attempt':
          endRecovery();
          return connections.dropAttempt();
        case 'release':
          return void release();
      }
    },

    setWatched: puller.setWatched,
    lastHeardMsAgo: connections.lastHeardMsAgo,
    canRestartIce: connections.canRestartIce,

    /**
     * Another microphone, at once: the old one is let go only when the new one sends. Kept where that fails, and not
     * touched at all where something else of the settings has changed.
     */
    useMicrophone(settings: Settings['microphone']): void {
      if (isSame(settings, wanted)) return;
      wanted = settings;
      switching = switching.then(async () => {
        if (signal.aborted) return;
        try {
          await use(settings, 'microphone-replaced');
        } catch (reason) {
          record({ kind: 'microphone-replacement-failed', failure: toFailure(reason) });
        }
      });
    },
  };
}

function isSame(one: Settings['microphone'], other: Settings['microphone']): boolean {
  const keys = Object.keys(one) as (keyof Settings['microphone'])[];
  return keys.every((key) => one[key] === other[key]);
}
