import { toFailure } from '../domain/failure/failure.ts';
import type { TestEnd, TestStep } from '../domain/session/test-report.ts';
import type { Observation } from '../domain/session/observation.ts';
import type { StartRequest } from '../domain/session/start-request.ts';
import { createConnection, type ConnectionDeps, type ConnectionFact } from './connections/connection.ts';

/** A generated tone, so that a test needs no microphone and sends nobody's voice. */
export interface Tone {
  track: MediaStreamTrack;
  stop(): void;
}

export interface ProfileTestDeps {
  /** Makes the edges of a connection; `onAnswer` sees the answers to its requests. */
  connectionDeps(onAnswer: (method: string, status: number) => void): ConnectionDeps;
  createTone(): Tone;
}

/**
 * Tests a profile as a session would use it: the same signalling, a connection, sound that the far side
 * acknowledges, and the close. One test at a time, each with a deadline; nothing of it is remembered.
 */
export function createProfileTest({ connectionDeps, createTone }: ProfileTestDeps) {
  let current: { cancel(): void; done: Promise<void> } | null = null;
  /** The id of the test that was asked for last, until it is cancelled. */
  let newest: string | null = null;
  let wanted: string | null = null;

  async function endCurrent(): Promise<void> {
    current?.cancel();
    await current?.done;
  }

  function run(request: StartRequest, report: (step: TestStep) => void, onEnd: (end: TestEnd) => void): void {
    const tone = createTone();
    const ended = Promise.withResolvers<TestEnd>();
    let isOver = false;
    let told = false;
    const deps = connectionDeps((method, status) => {
      if (method === 'DELETE') told = status >= 200 && status < 300;
      else if (method === 'POST' && !isOver) report({ step: 'server-answered', status, afterMs: since() });
    });
    const { now, after } = deps;
    const begun = now();
    const since = () => now() - begun;

    const observe = (event: Observation) => {
      if (isOver) return;
      if (event.kind === 'ice-server-failed') {
        report({ step: 'ice-server-failed', url: event.url, errorCode: event.errorCode });
      } else if (event.kind === 'candidate-pair-selected') {
        report({ step: 'path-found', pair: event.pair, afterMs: since() });
      } else if (event.kind === 'session-url-unused') {
        report({ step: 'session-url-unused', origin: event.origin, why: event.why });
      }
    };
    const connection = createConnection(
      request,
      {},
      { ...deps, proved: new Set(), postDeadlineMs: request.watch.connectDeadlineMs },
      {
        observe,
        onLearned: ignore,
        onProtectionRefused: ignore,
        onText: ignore,
        onServerEnded: () => ended.resolve({ end: 'failed', failure: { reason: 'server-ended' } }),
        onFact,
      },
    );

    function onFact(fact: ConnectionFact): void {
      if (isOver) return;
      switch (fact.type) {
        case 'answer-applied':
          return report({ step: 'answer-applied', afterMs: since() });
        case 'media-acknowledged':
          report({ step: 'media-acknowledged', afterMs: since() });
          return ended.resolve({ end: 'passed' });
        case 'failed':
          return ended.resolve({ end: 'failed', failure: fact.failure });
        case 'connection-lost':
          return ended.resolve({
            end: 'failed',
            failure: { reason: 'connection-lost', status: fact.status },
          });
        default:
          return undefined;
      }
    }

    const endDeadline = after(request.watch.connectDeadlineMs, () =>
      ended.resolve({ end: 'failed', failure: connection.connectFailure() }),
    );
    connection.open(tone.track);

    const finish = async (): Promise<void> => {
      const end = await ended.promise;
      isOver = true;
      endDeadline();
      // An error at the close is ignored: the test is over, and a Start waits for that.
      await connection.close().catch(ignore);
      tone.stop();
      current = null;
      report({ step: 'closed', told });
      onEnd(end);
    };
    current = { cancel: () => ended.resolve({ end: 'cancelled' }), done: finish() };
  }

  return {
    isRunning: () => current !== null,
    /** Cancels the test. Resolves when its connection is closed at the server. */
    cancel(): Promise<void> {
      wanted = null;
      return endCurrent();
    },

    /**
     * Begins a test in place of one that still runs. A test that is asked for twice by the same `id` happens
     * once.
     */
    async start(
      id: string,
      request: StartRequest,
      report: (step: TestStep) => void,
      onEnd: (end: TestEnd) => void,
    ): Promise<void> {
      if (id === newest) return;
      newest = id;
      wanted = id;
      await endCurrent();
      // Another test, or a cancel, may have come while the one before was being closed.
      if (wanted !== id) return onEnd({ end: 'cancelled' });
      try {
        run(request, report, onEnd);
      } catch (reason) {
        onEnd({ end: 'failed', failure: toFailure(reason) });
      }
    },
  };
}

function ignore(): void {
  // A test stores no learned facts.
}
