import { within } from '../async/within.ts';
import type { SilentTrack } from '../audio/microphone/silent-track.ts';
import type { SessionEffect } from '../domain/session/session-effect.ts';
import type { SessionFact } from '../domain/session/session-fact.ts';
import type { createSessionConnections } from './connections/session-connections.ts';
import type { createSessionLiveData } from './session-live-data.ts';
import type { createSessionSound } from './session-sound.ts';
import type { createSessionWarnings } from './session-warnings.ts';
import type { createSessionTranscript } from './transcript/session-transcript.ts';

/**
 * Milliseconds after which a session ends even if some part has not confirmed its release; each of its requests has a
 * shorter deadline.
 */
const releaseDeadlineMs = 10_000;

export interface ReleaseDeps {
  aborter: AbortController;
  warnings: Pick<ReturnType<typeof createSessionWarnings>, 'close'>;
  sound: Pick<ReturnType<typeof createSessionSound>, 'puller' | 'microphone' | 'createSilence'>;
  connections: Pick<ReturnType<typeof createSessionConnections>, 'close' | 'open' | 'unprovenMs'>;
  liveData: Pick<ReturnType<typeof createSessionLiveData>, 'framesCounted' | 'counted'>;
  transcript: Pick<ReturnType<typeof createSessionTranscript>, 'end' | 'delay'>;
  dispatch(fact: SessionFact): void;
}

/** Creates the function that releases everything a session holds, and returns what was counted in it. */
export function createRelease(
  parts: ReleaseDeps,
): (how: Pick<Extract<SessionEffect, { type: 'release' }>, 'awaitsProof'>) => Promise<void> {
  const { aborter, warnings, sound, connections, liveData, transcript, dispatch } = parts;

  /**
   * The microphone is closed by now, so only silence is sent while the far side acknowledges: without audio packets
   * many far sides send no reports.
   */
  async function unprovenMs(): Promise<number | null> {
    let silence: SilentTrack | null = null;
    try {
      silence = sound.createSilence();
      void connections.open.send(silence.track);
    } catch {
      // Many far sides acknowledge even without it.
    }
    return connections.unprovenMs().finally(() => silence?.close());
  }

  return async ({ awaitsProof = false }) => {
    aborter.abort();
    warnings.close();
    const counted = async () => sound.puller.stop();
    const last: { unprovenMs?: number } = {};
    const proven = async () => {
      const ms = await unprovenMs();
      if (ms !== null) last.unprovenMs = ms;
    };
    // Neither an error of one part nor a call that never settles may keep the session from ending.
    const released = Promise.allSettled([
      counted().then(liveData.framesCounted),
      awaitsProof ? proven().finally(connections.close) : connections.close(),
      sound.microphone.settled(),
    ]);
    await within(releaseDeadlineMs, released);
    transcript.end();
    for (const event of liveData.counted(transcript.delay())) dispatch({ type: 'observed', event });
    dispatch({ type: 'released', ...last });
  };
}
