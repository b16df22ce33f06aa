import type { ConnectionDeps } from './peer-connection.ts';
import type { OldSession } from '../../domain/recovery/attempt-verdict.ts';
import { noEvidence } from '../../domain/link/link-evidence.ts';
import type { LeftOut } from '../../domain/profiles/left-out.ts';
import type { Observation } from '../../domain/session/observation.ts';
import type { StartRequest } from '../../domain/session/start-request.ts';
import type { TextReceived } from '../../signalling/port/signalling.ts';
import { createReleases } from './releases.ts';
import type { createSessionLearning } from './session-learning.ts';
import { createLine, type Line, type LineDeps, type LineOptions, type LineFact } from './connection.ts';

export interface SessionLinesDeps extends LineDeps {
  /** Makes a connection that knows a network which has changed a moment ago; it costs more than others. */
  createFreshPeerConnection: ConnectionDeps['createPeerConnection'];
}

export interface SessionLinesOutlets {
  observe(event: Observation): void;
  onText(text: TextReceived): void;
  /** Called with the facts of the line in use. */
  onFact(fact: LineFact): void;
  /** Called when the server ends the line in use, which was heard for so many milliseconds. */
  onServerEnded(heardForMs: number): void;
  /**
   * Called with the facts of the line that is to replace the one in use; when the server ends that line, it
   * has failed.
   */
  onReplacementFact(fact: LineFact): void;
}

export type SessionLines = ReturnType<typeof createSessionLines>;

/**
 * The lines of one session: the one in use, and at most one more that is to replace it. Sends the track over
 * both, knows which of them reports something, and closes those that are over.
 */
export function createSessionLines(
  request: StartRequest,
  learning: ReturnType<typeof createSessionLearning>,
  deps: SessionLinesDeps,
  { observe, onText, onFact, onServerEnded, onReplacementFact }: SessionLinesOutlets,
) {
  const { now } = deps.connection;
  const freshDeps: LineDeps = {
    ...deps,
    connection: { ...deps.connection, createPeerConnection: deps.createFreshPeerConnection },
  };
  const releases = createReleases();
  let track: MediaStreamTrack | null = null;
  let current: Line | null = null;
  let replacement: Line | null = null;
  /** The parts of offers with which media was acknowledged on a connection of this session. */
  const proved = new Set<LeftOut>();
  /** Epoch milliseconds when the line in use was heard for the first time. */
  let heardSince: number | null = null;
  /** The evidence of the last line, while none is in use: when it was heard is still true. */
  let past = noEvidence;

  /** The last line of the log about gaps, which every connection would repeat. */
  let watchedFromMs: number | null = null;

  function observeOnce(event: Observation): void {
    if (event.kind === 'gaps-watched') {
      if (event.fromMs === watchedFromMs) return;
      watchedFromMs = event.fromMs;
    }
    observe(event);
  }

  function newLine(lineDeps = freshDeps, options: Partial<LineOptions> = {}): Line {
    const line = createLine(
      request,
      learning.facts(),
      { ...lineDeps, ...options, proved },
      {
        observe: observeOnce,
        onText,
        onLearned: learning.learn,
        onProtectionRefused: () => learning.learnOwn({ lossProtectionRefused: true }),
        onServerEnded() {
          if (line === current) onServerEnded(heardSince === null ? 0 : now() - heardSince);
          if (line === replacement)
            onReplacementFact({ type: 'failed', failure: { reason: 'server-ended' } });
        },
        onFact(fact) {
          if (fact.type === 'media-acknowledged')
            line
              .connection()
              ?.provedParts()
              .forEach((part) => proved.add(part));
          if (line === replacement) return onReplacementFact(fact);
          if (fact.type === 'media-acknowledged') heardSince = now();
          return onFact(fact);
        },
      },
    );
    return line;
  }

  const evidence = () => current?.connection()?.link().evidence ?? past;

  function close(line: Line | null): void {
    if (line) releases.add(line);
  }

  function closeCurrent(): void {
    past = { ...evidence(), stats: null };
    close(current);
    current = null;
  }

  return {
    /** The line in use; null while there is none. */
    current: () => current,
    /** What the server may still hold besides an attempt that failed. */
    old(): OldSession {
      if (current) return 'lives';
      return releases.areAnswered() ? 'gone' : 'unreleased';
    },
    /** The connection of the line in use. */
    connection: () => current?.connection() ?? null,
    evidence,

    /** Sends this track from now on, over every present and future line. */
    async send(next: MediaStreamTrack): Promise<void> {
      track = next;
      await Promise.all([current?.send(next), replacement?.send(next)]);
    },

    /** Opens a line and uses it at once; `isFresh` where the network may have changed a moment ago. */
    open({ isFresh }: { isFresh: boolean }): void {
      releases.forgetUnknown();
      // The deadline of the start ends a request that takes longer than is left of it.
      current = newLine(isFresh ? freshDeps : deps, { postDeadlineMs: request.watch.connectDeadlineMs });
      current.open(track);
    },

    closeCurrent,

    /** Makes a line without opening it: its signalling can ask whether the server is there. */
    prepareReplacement: () => newLine(),

    openReplacement(line: Line): void {
      replacement = line;
      line.open(track);
    },

    dropReplacement(): void {
      close(replacement);
      replacement = null;
    },

    /** Uses the replacement, which was heard, from now on. */
    adoptReplacement(): void {
      closeCurrent();
      releases.forgetUnknown();
      current = replacement;
      replacement = null;
      heardSince = now();
    },

    /** Resolves when the servers of all closed lines have confirmed it, or their deadlines have passed. */
    allReleased: releases.settled,
  };
}
