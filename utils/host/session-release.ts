import { within } from '../async/within.ts';
import type { SessionFact } from '../domain/session/session-fact.ts';
import type { createSessionConnections } from './connections/session-connections.ts';
import type { createSessionLiveData } from './session-live-data.ts';
import type { createSessionSound } from './session-sound.ts';
import type { createSessionWarnings } from './session-warnings.ts';
import type { createSessionTranscript } from './transcript/session-transcript.ts';

/**
 * Milliseconds after which a session has ended though something of it has not confirmed that: each of its
 * requests has a shorter deadline of its own.
 */
const releaseDeadlineMs = 10_000;

export interface ReleaseDeps {
  aborter: AbortController;
  warnings: Pick<ReturnType<typeof createSessionWarnings>, 'close'>;
  sound: Pick<ReturnType<typeof createSessionSound>, 'puller' | 'microphone'>;
  connections: Pick<ReturnType<typeof createSessionConnections>, 'close'>;
  liveData: Pick<ReturnType<typeof createSessionLiveData>, 'framesCounted' | 'counted'>;
  transcript: Pick<ReturnType<typeof createSessionTranscript>, 'end' | 'delay'>;
  dispatch(fact: SessionFact): void;
}

/** Makes what releases all that a session holds, and says at the end what was counted in it. */
export function createRelease(parts: ReleaseDeps): () => Promise<void> {
  const { aborter, warnings, sound, connections, liveData, transcript, dispatch } = parts;
  return async () => {
    aborter.abort();
    warnings.close();
    const counted = async () => sound.puller.stop();
    // Neither an error of one of them nor a call that is never answered may keep the session from its end.
    const released = Promise.allSettled([
      counted().then(liveData.framesCounted),
      connections.close(),
      sound.microphone.settled(),
    ]);
    await within(releaseDeadlineMs, released);
    transcript.end();
    for (const event of liveData.counted(transcript.delay())) dispatch({ type: 'observed', event });
    dispatch({ type: 'released' });
  };
}
