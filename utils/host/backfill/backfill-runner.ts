import type { DecodingEdges } from '../../audio/recording/decode-packets.ts';
import type { BackfillJob, BackfillOutcome } from '../../domain/backfill/backfill-job.ts';
import { toFailure } from '../../domain/failure/failure.ts';
import type { BatchEndpoint } from '../../domain/profiles/profile-kinds.ts';
import { transcribe } from '../../signalling/batch/transcribe.ts';
import type { Request } from '../../signalling/http/http-request.ts';
import { readWindow, type RecordedFile } from './window-sound.ts';

type JobKey = Pick<BackfillJob, 'sessionId' | 'id'>;

export interface BackfillRunnerDeps {
  /** Opens the files of a session's recording, as far as they exist. */
  openRecording(sessionId: string): Promise<readonly RecordedFile[]>;
  decoding: DecodingEdges;
  request: Request;
  /** Called once for each request that was started. */
  onEnd(key: JobKey, outcome: BackfillOutcome): void;
}

/** Cuts the sound of a window out of a recording and has a server transcribe it, one request at a time. */
export function createBackfillRunner({ openRecording, decoding, request, onEnd }: BackfillRunnerDeps) {
  let current: (JobKey & { aborter: AbortController }) | null = null;

  async function attempt(
    job: BackfillJob,
    endpoint: BatchEndpoint,
    signal: AbortSignal,
  ): Promise<BackfillOutcome> {
    const window = await readWindow(job, await openRecording(job.sessionId), decoding, signal);
    if (window === null) return { type: 'noted', note: 'no-recording' };
    const { file, sound, voiceFrom } = window;
    // Recognisers invent words in silence.
    if (voiceFrom === null) return { type: 'noted', note: 'unspoken' };
    const { pieces, language } = await transcribe(endpoint, file, request, signal);
    return { type: 'heard', heard: { sound, voiceFrom, pieces, language } };
  }

  const isCurrent = ({ sessionId, id }: JobKey) => current?.sessionId === sessionId && current.id === id;

  return {
    isRunning: () => current !== null,

    /** Starts a request, which replaces another one; the same request is not started twice. */
    start(job: BackfillJob, endpoint: BatchEndpoint): void {
      if (isCurrent(job)) return;
      current?.aborter.abort();
      const { sessionId, id } = job;
      const mine = { sessionId, id, aborter: new AbortController() };
      current = mine;
      const { signal } = mine.aborter;
      void attempt(job, endpoint, signal)
        .catch((error: unknown): BackfillOutcome =>
          signal.aborted ? { type: 'interrupted' } : { type: 'failed', failure: toFailure(error) },
        )
        .then((outcome) => {
          if (current === mine) current = null;
          onEnd({ sessionId, id }, outcome);
        });
    },

    /** Cancels the request under way, or only this one if a key is given; its outcome is `interrupted`. */
    cancel(key?: JobKey): void {
      if (!key || isCurrent(key)) current?.aborter.abort();
    },
  };
}
