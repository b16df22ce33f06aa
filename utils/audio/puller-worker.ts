import { createBeat } from './beat.ts';
import { createLevelMeter } from './level-meter.ts';
import type { FromPuller, ToPuller } from './puller-protocol.ts';
import { createPuller, type Puller } from './puller.ts';
import { createZeroDetector } from './zero-detector.ts';

/** The part of a dedicated worker's global scope that is used here. */
export interface PullerScope {
  postMessage(message: FromPuller): void;
  addEventListener(type: 'message', listen: (event: MessageEvent<ToPuller>) => void): void;
}

/**
 * Pulling and reporting keep the same time, because waking up is what costs. Nobody sees a level that no view shows, so
 * then it beats slower, and reports only that it lives.
 */
const watchedBeatMs = 100;
const unwatchedBeatMs = 200;
const beatsPerUnwatchedReport = 5;

/** The puller with its consumers, driven by messages: all that runs in the puller worker. */
export function runPullerWorker(scope: PullerScope): void {
  const post = (message: FromPuller) => scope.postMessage(message);
  const level = createLevelMeter();
  const zeros = createZeroDetector({
    now: Date.now,
    onCondition: (condition) => post({ type: 'condition-changed', condition }),
  });
  let puller: Puller | null = null;
  let isWatched = true;
  let beats = 0;

  const beat = createBeat(() => {
    beats += 1;
    if (!puller || (!isWatched && beats % beatsPerUnwatchedReport !== 0)) return;
    const counts = puller.counts();
    post({ type: 'measured', level: level.take(), capturedAt: zeros.capturedAt(), counts });
  });

  function start({ threshold, countDisconnected }: Extract<ToPuller, { type: 'start' }>): Puller {
    beat.setPeriod(watchedBeatMs);
    return createPuller({
      threshold,
      countDisconnected,
      consumers: [level.consume, zeros.consume],
      onThreshold(cause, counts) {
        beat.stop();
        post({ type: 'threshold-reached', cause, counts });
      },
      rest: beat.next,
      now: () => performance.now(),
    });
  }

  scope.addEventListener('message', ({ data: message }) => {
    switch (message.type) {
      case 'start':
        puller = start(message);
        return;
      case 'pull':
        zeros.restart(message.muted);
        puller?.pull(message.readable?.getReader() ?? null, message.muted);
        return;
      case 'connection-status-changed':
        puller?.setConnectionStatus(message.status);
        return;
      case 'microphone-muted':
        zeros.setMicrophoneMuted(message.muted);
        puller?.setMicrophoneMuted(message.muted);
        return;
      case 'user-muted':
        zeros.setUserMuted(message.muted);
        return;
      case 'watched':
        isWatched = message.watched;
        beat.setPeriod(isWatched ? watchedBeatMs : unwatchedBeatMs);
        return;
      case 'stop':
        if (!puller) return;
        post({ type: 'stopped', counts: puller.stop() });
        beat.stop();
    }
  });
}
