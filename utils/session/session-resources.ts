import type { FramePuller, FramePullerHandlers, FramePullerOptions } from '../audio/frame-source.ts';
import type { Microphone } from '../audio/microphone.ts';
import {
  openConnection,
  type Connection,
  type ConnectionDeps,
  type ConnectionFact,
} from '../connection/connection.ts';
import type { ConnectionStatus } from '../domain/connection-status.ts';
import { noFrames, type FrameCounts } from '../domain/error-threshold.ts';
import { toFailure, type Failure } from '../domain/failure.ts';
import type { LearnedFacts } from '../domain/learned-facts.ts';
import type { LiveData } from '../domain/live-data.ts';
import type { SessionEventBody } from '../domain/session-event.ts';
import type { MicrophoneCondition, SessionEffect, SessionFact } from '../domain/session-state.ts';
import type { Profile, Settings } from '../domain/settings.ts';
import type { StartRequest } from '../domain/start-request.ts';
import type { Signalling } from '../signalling/signalling.ts';
import type { SignallingDeps } from '../signalling/signalling-deps.ts';

/** A frame is 10 ms, so the threshold is also how long `disconnected` may last. */
const frameMs = 10;

export interface ResourceDeps {
  openMicrophone(
    settings: Settings['microphone'],
    wasGranted: boolean,
    signal: AbortSignal,
  ): Promise<Microphone>;
  createPuller(options: FramePullerOptions, handlers: FramePullerHandlers): FramePuller;
  createSignalling(
    profile: Profile,
    learned: LearnedFacts,
    handlers: Pick<SignallingDeps, 'onLearned' | 'onText' | 'onServerMessage'>,
  ): Signalling;
  /** A certificate made ahead, if there is one; each is used once. */
  takeCertificate(): RTCCertificate | undefined;
  connection: ConnectionDeps;
}

export interface ResourceOutlets {
  dispatch(fact: SessionFact): void;
  record(body: SessionEventBody): void;
  onLiveData(data: LiveData): void;
}

/** What one session holds in the world: its microphone, its connection, its puller. Performs the session's effects. */
export function createSessionResources(request: StartRequest, deps: ResourceDeps, outlets: ResourceOutlets) {
  const { dispatch, record, onLiveData } = outlets;
  const { now } = deps.connection;
  const startedAt = now();
  const aborter = new AbortController();
  const { signal } = aborter;

  let enabled = true;
  let switching = Promise.resolve();
  let wanted = request.microphone;
  let microphone: Microphone | null = null;
  let captured: number | null = null;
  let understood: number | null = null;
  let frames: FrameCounts = noFrames();
  const texts = { delta: 0, completed: 0, failed: 0 };

  const puller = deps.createPuller(
    { threshold: request.watch.errorThreshold, countDisconnected: true },
    {
      onLevel(level, capturedAt, counts) {
        captured = capturedAt;
        frames = counts;
        const { sentAt: sent, heardAt: heard } = connection?.evidence() ?? { sentAt: null, heardAt: null };
        onLiveData({ level, proofs: { captured, sent, heard, understood }, frames });
      },
      onCondition: (condition) => conditionChanged(condition),
      onThreshold(failure) {
        const isLoss = failure.reason === 'frames-failing' && failure.cause === 'disconnected';
        if (isLoss) lose('disconnected', connection?.lastHeardMsAgo() ?? null);
        else dispatch({ type: 'frames-failing', failure });
      },
    },
  );

  const signalling = deps.createSignalling(request.profile, request.learned, {
    onLearned: (facts) => record({ kind: 'profile-learned', profileId: request.profile.id, facts }),
    onText(text) {
      texts[text] += 1;
      understood = now();
    },
    onServerMessage(message) {
      record({ kind: 'server-message-received', message });
      if (message !== 'error') dispatch({ type: 'connection-failed', failure: { reason: 'server-ended' } });
    },
  });

  let connection: Connection | null = null;
  let deadline: ReturnType<typeof setTimeout> | undefined;

  function openAnother(isReplacement: boolean): Connection {
    const { profile, watch } = request;
    const { checkIntervalMs, errorThreshold } = watch;
    const disconnectedLimitMs = errorThreshold * frameMs;
    const certificate = deps.takeCertificate();
    return openConnection(
      { profile, signalling, checkIntervalMs, disconnectedLimitMs, certificate, isReplacement, onFact },
      deps.connection,
    );
  }

  function connect(): void {
    connection = openAnother(false);
    deadline = setTimeout(() => {
      const failure: Failure = connection?.connectFailure() ?? { reason: 'connect-timeout' };
      dispatch({ type: 'connect-deadline-passed', failure });
    }, request.watch.connectDeadlineMs);
  }

  async function replaceConnection(): Promise<void> {
    const replaced = connection;
    connection = openAnother(true);
    if (microphone) await connection.send(microphone.track);
    await replaced?.close();
  }

  function onFact(fact: ConnectionFact): void {
    switch (fact.type) {
      case 'answer-applied':
        record({ kind: 'answer-applied', afterMs: now() - startedAt });
        return dispatch({ type: 'answer-applied' });
      case 'media-acknowledged':
        clearTimeout(deadline);
        return dispatch({ type: 'media-acknowledged' });
      case 'status-changed': {
        const { type: _, ...change } = fact;
        puller.setConnectionStatus(fact.status);
        return record({ kind: 'connection-status-changed', ...change });
      }
      case 'candidate-pair-selected':
        return record({ kind: 'candidate-pair-selected', pair: fact.pair });
      case 'ice-server-failed': {
        const { type: _, ...error } = fact;
        return record({ kind: 'ice-server-failed', ...error });
      }
      case 'replacement-needed':
        return void replaceConnection();
      case 'failed':
        return dispatch({ type: 'connection-failed', failure: fact.failure });
      case 'lost':
        return lose(fact.status, fact.lastHeardMsAgo);
    }
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
    await connection?.send(track);
    previous?.close();
    record({ kind, label, sampleRate });
    if (track.muted) conditionChanged('muted');
    return undefined;
  }

  function conditionChanged(condition: MicrophoneCondition): void {
    record({ kind: 'microphone-condition-changed', condition });
    dispatch({ type: 'microphone-condition-changed', condition });
  }

  async function release(): Promise<void> {
    aborter.abort();
    clearTimeout(deadline);
    const counted = puller.stop();
    microphone?.close();
    await Promise.all([counted.then((counts) => (frames = counts)), connection?.close(), switching]);
    record({ kind: 'frames-counted', counts: frames });
    const { delta: deltas, completed, failed } = texts;
    if (deltas + completed + failed > 0) record({ kind: 'texts-counted', deltas, completed, failed });
    dispatch({ type: 'released' });
  }

  return {
    perform(effect: SessionEffect): void {
      switch (effect.type) {
        case 'connect':
          return connect();
        case 'open-microphone':
          switching = openMicrophone();
          return;
        case 'set-microphone-enabled':
          enabled = effect.enabled;
          if (microphone) microphone.track.enabled = enabled;
          puller.setUserMuted(!enabled);
          return record({ kind: 'mute-changed', muted: !enabled });
        case 'release':
          return void release();
      }
    },

    setWatched: puller.setWatched,

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
