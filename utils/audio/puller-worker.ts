import { createLevelMeter } from './level-meter.ts';
import type { FromPuller, ToPuller } from './puller-protocol.ts';
import { createPuller, type Puller } from './puller.ts';
import { createZeroDetector } from './zero-detector.ts';

/** The part of a dedicated worker's global scope that is used here. */
export interface PullerScope {
  postMessage(message: FromPuller): void;
  addEventListener(type: 'message', listen: (event: MessageEvent<ToPuller>) => void): void;
}

/** One beat for all that is done ten times a second, so that the worker wakes up once for it. */
const beatMs = 100;

/** The puller with its consumers, driven by messages: all that runs in the puller worker. */
export function runPullerWorker(scope: PullerScope): void {
  const post = (message: FromPuller) => scope.postMessage(message);
  const level = createLevelMeter();
  const zeros = createZeroDetector({
    now: Date.now,
    onCondition: (condition) => post({ type: 'condition-changed', condition }),
  });
  let puller: Puller | null = null;
  let beating: ReturnType<typeof setInterval> | undefined;
  let nextBeat = Promise.withResolvers<void>();

  function start({ threshold, countDisconnected }: Extract<ToPuller, { type: 'start' }>): Puller {
    const started = createPuller({
      threshold,
      countDisconnected,
      consumers: [level.consume, zeros.consume],
      onThreshold(cause, counts) {
        stopBeating();
        post({ type: 'threshold-reached', cause, counts });
      },
      rest: () => nextBeat.promise,
      now: () => performance.now(),
    });
    beating = setInterval(() => {
      const counts = started.counts();
      post({ type: 'measured', level: level.take(), capturedAt: zeros.capturedAt(), counts });
      beat();
    }, beatMs);
    return started;
  }

  function beat(): void {
    const due = nextBeat;
    nextBeat = Promise.withResolvers<void>();
    due.resolve();
  }

  function stopBeating(): void {
    clearInterval(beating);
    beat();
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
      case 'stop':
        if (!puller) return;
        post({ type: 'stopped', counts: puller.stop() });
        stopBeating();
    }
  });
}
