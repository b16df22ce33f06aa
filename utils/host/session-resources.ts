import type { FramePuller, FramePullerHandlers, FramePullerOptions } from '../audio/puller/frame-source.ts';
import type { ClockReading } from '../domain/recovery/clock-jump.ts';
import { noFrames } from '../domain/frames/error-threshold.ts';
import type { FrameCounts } from '../domain/frames/frame-counts.ts';
import type { RecordingKeep } from '../domain/profiles/recording-keep.ts';
import type { RecordingReport } from '../domain/recording/recording-report.ts';
import type { VoiceReport } from '../domain/microphone/voice-report.ts';
import type { LiveData } from '../domain/samples/live-data.ts';
import { noProofs, withFact } from '../domain/samples/proofs.ts';
import type { MediaFigures } from '../domain/link/media-figures.ts';
import type { AddressChange } from '../domain/link/network-change.ts';
import type { Observation } from '../domain/session/observation.ts';
import { judgeLifetimes } from '../domain/session/roll-over.ts';
import type { SessionEffect } from '../domain/session/session-effect.ts';
import { backlogPlan } from '../domain/session/session-beginning.ts';
import type { SessionFact } from '../domain/session/session-fact.ts';
import type { SessionPhase, SessionState } from '../domain/session/session-state.ts';
import type { StartRequest } from '../domain/session/start-request.ts';
import { timerMs } from '../async/timer-limit.ts';
import { within } from '../async/within.ts';
import { followFigures } from './follow-figures.ts';
import { createSessionAttendance } from './session-attendance.ts';
import { startSessionClock } from './network/session-clock.ts';
import { createSessionConnections, type SessionConnectionsDeps } from './connections/session-connections.ts';
import { createVoiceBandWatch } from './microphone/voice-band-watch.ts';
import { createSentTrack, type SentTrackDeps } from './microphone/sent-track.ts';
import { createSessionMicrophone, type SessionMicrophoneDeps } from './microphone/session-microphone.ts';
import { followNetwork, type SessionNetworkDeps } from './network/session-network.ts';
import { createSessionWarnings } from './session-warnings.ts';

export interface ResourceDeps
  extends SessionConnectionsDeps, SessionMicrophoneDeps, SessionNetworkDeps, SentTrackDeps {
  createPuller(options: FramePullerOptions, handlers: FramePullerHandlers): FramePuller;
  readClock(): ClockReading;
  /** Called with what the recorder of a session reports. */
  onRecording(sessionId: string, keep: Exclude<RecordingKeep, 'never'>, report: RecordingReport): void;
}

/**
 * Milliseconds after which a session has ended though something of it has not confirmed that: each of its
 * requests has a shorter deadline of its own.
 */
const releaseDeadlineMs = 10_000;

/** Milliseconds after a Stop within which what was said before is sent. */
const deliveryDeadlineMs = 60_000;

export interface ResourceOutlets {
  state(): SessionState;
  phase(): SessionPhase;
  dispatch(fact: SessionFact): void;
  onLiveData(data: LiveData): void;
  /**
   * Called once a second while the session is live or recovers; the figures are null where no connection
   * serves.
   */
  onSecond(media: MediaFigures | null, data: LiveData): void;
}

/**
 * The resources of the session of an id: its microphone, its connections, its puller. Performs the session's effects.
 * `muted` is the user's mute from the beginning, where another host has run the session before. An abort
 * makes all of them silent, for where they could not be made as a whole.
 *
 * @throws the error of an edge where something could not be made
 */
export function createSessionResources(
  sessionId: string,
  request: StartRequest,
  deps: ResourceDeps,
  outlets: ResourceOutlets,
  { muted = false, aborter = new AbortController() }: { muted?: boolean; aborter?: AbortController } = {},
) {
  const { state, phase, dispatch, onLiveData, onSecond } = outlets;
  const { now } = deps.peerConnection;
  const { profile, recovery, watch, attention, recording = 'never' } = request;
  const { signal } = aborter;

  let serverErrors: LiveData['serverErrors'] = null;
  const observe = (event: Observation) => {
    if (event.kind === 'server-message-received' && event.message === 'error') {
      const { code, said } = event;
      serverErrors = {
        ...(code !== undefined && { code }),
        ...(said !== undefined && { said }),
        times: (serverErrors?.times ?? 0) + 1,
        at: now(),
      };
    }
    dispatch({ type: 'observed', event });
  };

  let proofs = noProofs;
  /** Epoch milliseconds of the last sound that was not all zeros. */
  let soundAt = 0;
  let lastLevel = 0;
  let voice: VoiceReport | null = null;
  /** The number of the last report of the voice that the warnings were judged by. */
  let judgedVoice = 0;
  /** Epoch milliseconds when the recording ended before its session. */
  let unrecordedSince: number | null = null;
  let frames: FrameCounts = noFrames();
  const texts = { delta: 0, completed: 0, failed: 0 };
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let limitTimer: ReturnType<typeof setTimeout> | undefined;
  let deliveryTimer: ReturnType<typeof setTimeout> | undefined;
  let verifyTimer: ReturnType<typeof setTimeout> | undefined;

  const puller = deps.createPuller(
    {
      threshold: watch.errorThreshold,
      countDisconnected: recovery.mode === 'stop-and-tell',
      recordFor: recording === 'never' ? null : sessionId,
      catchUp: backlogPlan(request),
    },
    {
      onMeasured(measured) {
        proofs = withFact(proofs, 'voice-captured', measured.capturedAt);
        soundAt = measured.soundAt ?? 0;
        frames = measured.counts;
        lastLevel = measured.level;
        voice = measured.voice;
        if (frames.consecutiveErrors > 0) microphone.suspect();
        onLiveData(liveData());
      },
      onCondition: (condition) => microphone.judged(condition),
      onSpeech: () => attendance.heardSpeech(),
      onSpokeWhileMuted: () => dispatch({ type: 'spoke-while-muted' }),
      onRecording(report) {
        if (recording !== 'never') deps.onRecording(sessionId, recording, report);
        if (report.type === 'began') observe({ kind: 'recording-began' });
        if (report.type !== 'ended') return;
        // What is forbidden is no trouble that somebody could mend.
        if (report.why !== 'forbidden') unrecordedSince = now();
        observe({ kind: 'recording-ended', why: report.why });
      },
      onBacklog: (report) => dispatch({ type: 'backlog-reported', report }),
      onThreshold(failure) {
        const isLoss = failure.reason === 'frames-failing' && failure.cause === 'disconnected';
        if (isLoss) connections.lose('disconnected');
        else dispatch({ type: 'frames-failing', failure });
      },
    },
  );

  const connections = createSessionConnections(request, deps, {
    dispatch,
    observe,
    onStatus: puller.setConnectionStatus,
    onText(text) {
      texts[text] += 1;
      proofs = withFact(proofs, `text-${text}`, now());
    },
  });

  const warnings = createSessionWarnings({
    now,
    observe,
    onChange: (raised) => dispatch({ type: 'warnings-changed', warnings: raised }),
  });

  const voiceBand = createVoiceBandWatch(observe);

  followFigures({
    stats: () => connections.evidence().stats,
    signal,
    onFigures(figures) {
      const current = phase();
      if (current !== 'live' && current !== 'recovering') return;
      const media = current === 'live' ? figures : null;
      if (media) connections.judgeLoss();
      onSecond(media, liveData());
      const silentFor = (now() - Math.max(soundAt, microphone.expectedSince())) / 1000;
      const expectedSince = microphone.expectedSince();
      const capturedAt = proofs.captured ?? 0;
      const newVoice = voice?.number === judgedVoice ? null : voice;
      judgedVoice = voice?.number ?? 0;
      if (newVoice) voiceBand.hear(newVoice);
      warnings.judge({
        media,
        condition: microphone.condition(),
        silentFor,
        voicelessFor: (now() - Math.max(capturedAt, expectedSince)) / 1000,
        hasSpoken: capturedAt > expectedSince,
        voice: newVoice,
        unrecordedFor: unrecordedSince === null ? null : (now() - unrecordedSince) / 1000,
      });
    },
  });

  const sentTrack = createSentTrack(deps, {
    puller,
    send: connections.send,
    onUnable: () => dispatch({ type: 'catch-up-failed' }),
    signal,
  });

  const microphone = createSessionMicrophone(request, deps, {
    now,
    signal,
    pull(track) {
      // What was said of one microphone is no fact about another.
      warnings.forgiveVoice();
      voiceBand.restart();
      puller.pull(track);
    },
    send: sentTrack.send,
    onTrackMuted: puller.setMicrophoneMuted,
    report(fact) {
      const isUnheard =
        fact.type === 'microphone-condition-changed' &&
        (fact.condition === 'muted' || fact.condition === 'missing');
      if (isUnheard) warnings.forgiveMicrophone();
      dispatch(fact);
    },
  });
  if (muted) {
    microphone.setEnabled(false);
    puller.setUserMuted(true);
  }

  // A loopback needs no network.
  const network =
    profile.kind === 'loopback' ? null : followNetwork(deps, { onOnline, onAddressChange }, signal);

  const attendance = createSessionAttendance({
    settings: attention,
    state,
    dispatch,
    now: () => deps.readClock().steady,
  });

  startSessionClock({
    read: deps.readClock,
    signal,
    onTick() {
      checkLifetimes();
      attendance.judge();
    },
    onJump(byMs) {
      dispatch({ type: 'slept', byMs, link: connections.link() });
    },
  });

  function onOnline(online: boolean): void {
    dispatch({ type: 'network-changed', online, link: connections.link() });
  }

  function onAddressChange(change: AddressChange | null): void {
    dispatch({ type: 'addresses-changed', change, link: connections.link() });
  }

  /** Makes the connection prove within a time of its own that it still serves. */
  function verifyLink(): void {
    const since = now();
    connections.doubt();
    clearTimeout(verifyTimer);
    verifyTimer = setTimeout(() => {
      const heardAt = connections.evidence().heardAt ?? 0;
      if (heardAt <= since) dispatch({ type: 'link-unproven', link: connections.link() });
    }, timerMs(connections.answersWithinMs()));
  }

  function checkLifetimes(): void {
    const current = state();
    if (current.phase !== 'live') return;
    for (const fact of judgeLifetimes(current, connections.lifetimes(), now())) {
      if (fact.type === 'credentials-expiring') dispatch(fact);
      else dispatch({ ...fact, jitter: deps.random(), link: connections.link() });
    }
  }

  function liveData(): LiveData {
    const { sentAt, acknowledgedAt } = connections.evidence();
    proofs = withFact(proofs, 'packets-left', sentAt);
    proofs = withFact(proofs, 'far-side-acknowledged', acknowledgedAt);
    return { level: lastLevel, proofs, limits: connections.proofLimits(), frames, serverErrors };
  }

  function limitRecovery(): void {
    if (recovery.giveUpAfterMs === null) return;
    const giveUp = () => dispatch({ type: 'recovery-limit-passed' });
    limitTimer = setTimeout(giveUp, timerMs(recovery.giveUpAfterMs));
  }

  function waitToRetry(ms: number): void {
    clearTimeout(retryTimer);
    retryTimer = setTimeout(() => dispatch({ type: 'retry-due', link: connections.link() }), timerMs(ms));
  }

  function enableMicrophone(enabled: boolean): void {
    microphone.setEnabled(enabled);
    puller.setUserMuted(!enabled);
    if (!enabled) warnings.forgiveMicrophone();
  }

  /** Mutes for good, and limits the time in which what was said before is sent. */
  function stopCapturing(): void {
    enableMicrophone(false);
    deliveryTimer = setTimeout(
      () => dispatch({ type: 'delivery-limit-passed' }),
      timerMs(deliveryDeadlineMs),
    );
  }

  function endRecovery(): void {
    clearTimeout(retryTimer);
    clearTimeout(limitTimer);
  }

  async function release(): Promise<void> {
    aborter.abort();
    endRecovery();
    clearTimeout(verifyTimer);
    clearTimeout(deliveryTimer);
    warnings.close();
    const counted = async () => puller.stop();
    // Neither an error of one of them nor a call that is never answered may keep the session from its end.
    const released = Promise.allSettled([
      counted().then((counts) => (frames = counts)),
      connections.close(),
      microphone.settled(),
    ]);
    await within(releaseDeadlineMs, released);
    observe({ kind: 'frames-counted', counts: frames });
    const { delta: deltas, completed, failed } = texts;
    if (deltas + completed + failed > 0) observe({ kind: 'texts-counted', deltas, completed, failed });
    dispatch({ type: 'released' });
  }

  return {
    perform(effect: SessionEffect): void {
      switch (effect.type) {
        case 'connect':
          clearTimeout(retryTimer);
          if (effect.attempt > 1) network?.pathChanged();
          return connections.connect(effect.attempt, effect.isElsewhere);
        case 'open-microphone':
          return microphone.open({ goesOn: phase() === 'recovering' });
        case 'set-microphone-enabled':
          enableMicrophone(effect.enabled);
          return observe({
            kind: 'mute-changed',
            muted: !effect.enabled,
            ...(effect.why && { why: effect.why }),
          });
        case 'stop-capturing':
          return stopCapturing();
        case 'doubt-link':
          return connections.doubt();
        case 'verify-link':
          return verifyLink();
        case 'compare-addresses':
          return network?.read();
        case 'check-lifetimes':
          return checkLifetimes();
        case 'roll-over':
          return connections.rollOver();
        case 'limit-recovery':
          network?.read();
          return limitRecovery();
        case 'wait-to-retry':
          return waitToRetry(effect.ms);
        case 'restart-ice':
          clearTimeout(retryTimer);
          return connections.restartIce();
        case 'attempt':
          clearTimeout(retryTimer);
          return connections.attempt(effect.attempt);
        case 'close-old':
          return connections.giveUpOld(effect.isLearned);
        case 'adopt-replacement':
          endRecovery();
          network?.pathChanged();
          return connections.adoptReplacement();
        case 'complete-roll-over':
          network?.pathChanged();
          return connections.adoptReplacement();
        case 'drop-attempt':
          endRecovery();
          if (effect.healedBy === 'ice-restart') network?.pathChanged();
          return connections.dropAttempt();
        case 'hold':
        case 'catch-up':
        case 'follow':
          return sentTrack.perform(effect);
        case 'release':
          return void release();
      }
    },

    forbidRecording: puller.forbidRecording,
    setWatched: puller.setWatched,
    useMicrophone: microphone.choose,
    /** Tries the next connection, and the chosen microphone, at once. */
    retry(): void {
      dispatch({ type: 'retry-requested', link: connections.link() });
      microphone.retry();
    },
  };
}
