import type { Edges } from '../../async/edges.ts';
import type { BacklogReport } from '../../domain/recovery/backlog-report.ts';
import type { RecordingReport } from '../../domain/recording/recording-report.ts';
import type { Recorder } from '../recording/recorder.ts';
import type { Frame } from '../../domain/frames/frame.ts';
import { createKeptSound, type KeptSound, type KeptSoundDeps } from '../catch-up/kept-sound.ts';
import { createBeat } from './beat.ts';
import { createLevelMeter } from './level-meter.ts';
import { createMuteGuard } from './mute-guard.ts';
import type { FromPuller, ToPuller } from './puller-protocol.ts';
import { createPuller, type Puller } from './puller.ts';
import { createZeroDetector } from './zero-detector.ts';

/** The members of a dedicated worker's global scope that are used here. */
export interface PullerScope {
  postMessage(message: FromPuller): void;
  addEventListener(type: 'message', listen: (event: MessageEvent<ToPuller>) => void): void;
}

export interface PullerWorkerDeps extends Edges, Pick<KeptSoundDeps, 'readOwed'> {
  createAudioData(init: AudioDataInit): AudioData;
  createRecorder(sessionId: string, onReport: (report: RecordingReport) => void): Recorder;
}

/**
 * Milliseconds between two beats. Pulling and reporting share one timer, because waking up is what costs. The
 * slower beat is used while no view shows the level and the connection is up, since no frame is urgent then.
 */
const beatMs = { usual: 100, unhurried: 500 };

/**
 * Milliseconds between two reports of the level where no view shows it: they only show that the worker lives.
 */
const unwatchedReportMs = 1000;

/** Runs the puller with its consumers in the puller worker, driven by messages. */
export function runPullerWorker(scope: PullerScope, deps: PullerWorkerDeps): void {
  const post = (message: FromPuller) => scope.postMessage(message);
  const postBacklog = (report: BacklogReport) => post({ type: 'backlog-reported', report });
  const level = createLevelMeter();
  const zeros = createZeroDetector({
    ...deps,
    onCondition: (condition) => post({ type: 'condition-changed', condition }),
  });
  const guard = createMuteGuard({
    ...deps,
    onSpokeWhileMuted: () => post({ type: 'spoke-while-muted' }),
  });
  let puller: Puller | null = null;
  let recorder: Recorder | null = null;
  let kept: KeptSound | null = null;
  let isUserMuted = false;
  let isWatched = true;
  let isConnected = false;
  let periodMs = 0;
  let reportedMsAgo = 0;

  const beat = createBeat(() => {
    reportedMsAgo += periodMs;
    if (!puller || (!isWatched && reportedMsAgo < unwatchedReportMs)) return;
    reportedMsAgo = 0;
    post({
      type: 'measured',
      level: level.take(),
      soundAt: zeros.soundAt(),
      capturedAt: guard.capturedAt(),
      spokeAt: guard.spokeAt(),
      voice: guard.voice(),
      counts: puller.counts(),
    });
  }, deps);

  function keepTime(): void {
    const wanted = isWatched || !isConnected ? beatMs.usual : beatMs.unhurried;
    // Setting the same period again would postpone the next beat.
    if (wanted === periodMs) return;
    periodMs = wanted;
    beat.setPeriod(periodMs);
  }

  /** A recording has nothing of the time while the user mutes, not even silence. */
  function keep(frame: Frame): void {
    if (!isUserMuted) recorder?.consume(frame);
    kept?.consume(frame, isUserMuted);
  }

  /** Posts a last message when what was recorded is written. */
  function postLast(message: FromPuller): void {
    if (recorder) void recorder.close().then(() => post(message));
    else post(message);
  }

  function start(options: Extract<ToPuller, { type: 'start' }>): Puller {
    const { threshold, countDisconnected, recordFor, catchUp: plan, owed = null } = options;
    keepTime();
    if (plan) kept = createKeptSound(plan, owed, { ...deps, onReport: postBacklog });
    if (recordFor !== null) {
      recorder = deps.createRecorder(recordFor, (report) => post({ type: 'recording-reported', report }));
    }
    return createPuller({
      ...deps,
      threshold,
      countDisconnected,
      admit: guard.admit,
      consumers: [level.consume, zeros.consume, ...(recorder || kept ? [keep] : [])],
      onThreshold(cause, counts) {
        beat.stop();
        postLast({ type: 'threshold-reached', cause, counts });
      },
      // While something is late, each frame is needed at once, and is the clock by which others are sent.
      rest: () => (kept?.isBehind() ? Promise.resolve() : beat.next()),
    });
  }

  scope.addEventListener('message', ({ data: message }) => {
    switch (message.type) {
      case 'start':
        puller = start(message);
        return;
      case 'pull':
        zeros.restart(message.muted);
        guard.restart();
        recorder?.interrupt();
        puller?.pull(message.readable?.getReader() ?? null, message.muted);
        return;
      case 'connection-status-changed':
        puller?.setConnectionStatus(message.status);
        isConnected = message.status === 'connected';
        keepTime();
        return;
      case 'microphone-muted':
        zeros.setMicrophoneMuted(message.muted);
        puller?.setMicrophoneMuted(message.muted);
        recorder?.interrupt();
        return;
      case 'user-muted':
        guard.setMuted(message.muted);
        isUserMuted = message.muted;
        recorder?.interrupt();
        zeros.setUserMuted(message.muted);
        return;
      case 'forbid-recording':
        recorder?.forbid();
        return;
      case 'watched':
        isWatched = message.watched;
        keepTime();
        return;
      case 'hold':
      case 'catch-up':
      case 'follow':
        kept?.perform(message);
        beat.wake();
        return;
      case 'stop':
        if (!puller) return;
        kept?.perform({ type: 'follow' });
        postLast({ type: 'stopped', counts: puller.stop() });
        beat.stop();
    }
  });
}
