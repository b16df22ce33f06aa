import { toFailure } from '../domain/failure/failure.ts';
import type { TestEnd, TestStep } from '../domain/session/profile-test.ts';
import type { SessionEventBody } from '../domain/log/session-event.ts';
import type { StartRequest } from '../domain/session/start-request.ts';
import { timerMs } from '../async/timer-limit.ts';
import { createLine, type LineDeps, type LineFact } from './connections/session-line.ts';

/** A sound that is made here, so that a test needs no microphone and nobody is heard. */
export interface Tone {
  track: MediaStreamTrack;
  stop(): void;
}

export interface ProfileTestDeps {
  /** A line's, with a look at the answers to its requests. */
  lineDeps(onAnswer: (method: string, status: number) => void): LineDeps;
  createTone(): Tone;
}

/**
 * Tries a profile as a session would: the same signalling, a connection, sound that the far side acknowledges, and then
 * goodbye. One at a time, each with a deadline; nothing of it is remembered.
 */
export function createProfileTest({ lineDeps, createTone }: ProfileTestDeps) {
  let current: { cancel(): void; done: Promise<void> } | null = null;
  /** The last that was asked for, and the same until it is cancelled. */
  let newest: string | null = null;
  let wanted: string | null = null;

  async function endCurrent(): Promise<void> {
    current?.cancel();
    await current?.done;
  }

  function run(request: StartRequest, tell: (step: TestStep) => void, onEnd: (end: TestEnd) => void): void {
    const tone = createTone();
    const ended = Promise.withResolvers<TestEnd>();
    let isOver = false;
    let told = false;
    const deps = lineDeps((method, status) => {
      if (method === 'DELETE') told = status >= 200 && status < 300;
      else if (method === 'POST' && !isOver) tell({ step: 'server-answered', status, afterMs: since() });
    });
    const { now } = deps.connection;
    const begun = now();
    const since = () => now() - begun;

    const record = (body: SessionEventBody) => {
      if (isOver) return;
      if (body.kind === 'ice-server-failed') {
        tell({ step: 'ice-server-failed', url: body.url, errorCode: body.errorCode });
      } else if (body.kind === 'candidate-pair-selected') {
        tell({ step: 'path-found', pair: body.pair, afterMs: since() });
      }
    };
    const line = createLine(request, {}, deps, {
      record,
      onLearned: ignore,
      onText: ignore,
      onServerEnded: () => ended.resolve({ end: 'failed', failure: { reason: 'server-ended' } }),
      onFact,
    });

    function onFact(fact: LineFact): void {
      if (isOver) return;
      switch (fact.type) {
        case 'answer-applied':
          return tell({ step: 'answer-applied', afterMs: since() });
        case 'media-acknowledged':
          tell({ step: 'media-acknowledged', afterMs: since() });
          return ended.resolve({ end: 'passed' });
        case 'failed':
          return ended.resolve({ end: 'failed', failure: fact.failure });
        case 'lost':
          return ended.resolve({
            end: 'failed',
            failure: { reason: 'connection-lost', status: fact.status },
          });
        default:
          return undefined;
      }
    }

    const deadline = setTimeout(
      () => ended.resolve({ end: 'failed', failure: line.connectFailure() }),
      timerMs(request.watch.connectDeadlineMs),
    );
    line.open(tone.track);

    const finish = async (): Promise<void> => {
      const end = await ended.promise;
      isOver = true;
      clearTimeout(deadline);
      // Whatever its end throws, it is over: a Start waits for that.
      await line.close().catch(ignore);
      tone.stop();
      current = null;
      tell({ step: 'closed', told });
      onEnd(end);
    };
    current = { cancel: () => ended.resolve({ end: 'cancelled' }), done: finish() };
  }

  return {
    isRunning: () => current !== null,
    /** Settles when the server has been told goodbye. */
    cancel(): Promise<void> {
      wanted = null;
      return endCurrent();
    },

    /** Takes the place of one that still runs. Asked for twice by the same `id` it happens once. */
    async start(
      id: string,
      request: StartRequest,
      tell: (step: TestStep) => void,
      onEnd: (end: TestEnd) => void,
    ): Promise<void> {
      if (id === newest) return;
      newest = id;
      wanted = id;
      await endCurrent();
      // Somebody may have thought better of it while the one before said goodbye.
      if (wanted !== id) return onEnd({ end: 'cancelled' });
      try {
        run(request, tell, onEnd);
      } catch (reason) {
        onEnd({ end: 'failed', failure: toFailure(reason) });
      }
    },
  };
}

function ignore(): void {
  // A test remembers nothing.
}
