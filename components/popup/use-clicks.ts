import { computed, type ComputedRef } from 'vue';
import type { Failure } from '../../utils/domain/failure/failure.ts';
import type { LastRecording } from '../../utils/domain/recording/last-recording.ts';
import { isUnsent } from '../../utils/domain/session/behind.ts';
import type { Running } from '../../utils/domain/session/session-state.ts';
import type { Settings } from '../../utils/domain/settings/settings.ts';
import { useServices } from '../services.ts';
import { useAction } from '../shared/use-action.ts';

/**
 * The actions of the popup's buttons and their failures. A failed click is no part of the session's state,
 * and its failure disappears with the next click.
 */
export function useClicks(change: (update: (now: Settings) => Settings) => Promise<unknown>) {
  const { session } = useServices();

  const start = useAction(() => session.start());
  const stop = useAction((when?: 'delivered') => session.stop(when));
  const mute = useAction((muted: boolean) => session.setMuted(muted));
  const answer = useAction(() => session.answerQuestion());
  const retry = useAction(() => session.retry());
  const dismiss = useAction(() => session.dismissFailure());
  const keep = useAction(({ sessionId, isKept }: LastRecording) => session.keepRecording(sessionId, isKept));
  const save = useAction(change);
  const all = [start, stop, mute, answer, retry, dismiss, keep, save];

  const failure: ComputedRef<Failure | null> = computed(
    () => all.find((action) => action.failure.value)?.failure.value ?? null,
  );

  function forget() {
    for (const action of all) action.forget();
  }

  return {
    failure,
    forget,
    mute: mute.run,
    answer: answer.run,
    retry: retry.run,
    dismiss: dismiss.run,
    keep: keep.run,
    save: save.run,

    /** Starts a session; or stops the one that runs, which sends first what it has not sent yet. */
    startOrStop(running: Running | null) {
      forget();
      if (running === null) return void start.run();
      void stop.run(isUnsent(running) && !running.stopsWhenDelivered ? 'delivered' : undefined);
    },

    /**
     * Starts again with the profile of the session that ended, even where another profile has been chosen
     * since.
     */
    async resume(profileId: string | null, settings: Settings | null) {
      forget();
      const isThere = settings?.profiles.some(({ id }) => id === profileId) ?? false;
      if (profileId !== null && isThere && profileId !== settings?.activeProfileId) {
        await save.run((now) => ({ ...now, activeProfileId: profileId }));
      }
      if (!save.failure.value) await start.run();
    },
  };
}
