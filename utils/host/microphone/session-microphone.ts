import { createInOrder } from '../../async/in-order.ts';
import type { Edges } from '../../async/edges.ts';
import { createTimer } from '../../async/timer.ts';
import { toFailure } from '../../domain/failure/failure.ts';
import type { MicrophoneDevice } from '../../domain/microphone/next-microphone.ts';
import type { SoundVerdict } from '../../domain/microphone/silence.ts';
import type { MicrophoneEffect, MicrophoneReport } from '../../domain/session/microphone-effect.ts';
import type { MicrophoneFact, MicrophoneInput } from '../../domain/session/microphone-fact.ts';
import { conditionOf, noMicrophoneYet } from '../../domain/session/microphone-state.ts';
import { microphoneTransition } from '../../domain/session/microphone-transition.ts';
import type { StartRequest } from '../../domain/session/start-request.ts';
import type { Settings } from '../../domain/settings/settings.ts';
import { createSessionTrack, type SessionTrackDeps, type SessionTrackOutlets } from './session-track.ts';

export interface SessionMicrophoneDeps extends SessionTrackDeps, Pick<Edges, 'now' | 'after'> {
  /** Lists the microphones, which also makes the browser check whether they are still there. */
  listMicrophones(): Promise<MicrophoneDevice[]>;
  /** Calls `follow` when a device has come or gone. Returns the unsubscribe. */
  onMicrophonesChange(follow: () => void): () => void;
}

export interface SessionMicrophoneOutlets extends SessionTrackOutlets {
  report(fact: MicrophoneReport): void;
}

/** The microphone of a session: turns facts about it into transitions, and performs their effects. */
export function createSessionMicrophone(
  request: StartRequest,
  deps: SessionMicrophoneDeps,
  outlets: SessionMicrophoneOutlets,
) {
  const { now } = deps;
  const { signal, report } = outlets;
  let state = noMicrophoneYet(request, now());
  let underWay = Promise.resolve();
  let checking: Promise<void> | null = null;
  const retry = createTimer(deps);
  const absence = createTimer(deps);

  const takeInOrder = createInOrder((input: MicrophoneInput) => {
    const next = microphoneTransition(state, input);
    state = next.state;
    for (const effect of next.effects) perform(effect);
  });
  const take = (fact: MicrophoneFact) => takeInOrder({ at: now(), ...fact });

  const track = createSessionTrack(
    { wasGranted: request.microphoneWasGranted, listensWhileMuted: request.attention.listenWhileMuted },
    deps,
    { ...outlets, onFact: take },
  );

  /** An async function, so that an error that the browser throws at once becomes a rejection too. */
  const list = async () => deps.listMicrophones();

  const unsubscribe = deps.onMicrophonesChange(() => {
    list().then((devices) => signal.aborted || take({ type: 'devices-changed', devices }), ignore);
  });
  signal.addEventListener('abort', () => {
    unsubscribe();
    endWaits();
  });

  function endWaits(): void {
    retry.stop();
    absence.stop();
  }

  function perform(effect: MicrophoneEffect): void {
    switch (effect.type) {
      case 'report':
        return report(effect.fact);
      case 'open':
        return begin(
          () => track.open(effect.settings),
          (reason) => take({ type: 'open-failed', failure: toFailure(reason) }),
        );
      case 'list-devices':
        return begin(async () => {
          const devices = await list().catch(() => []);
          if (!signal.aborted) take({ type: 'devices-listed', devices });
        }, ignore);
      case 'close':
        return track.close();
      case 'send-silence':
        return begin(
          () => track.sendSilence().then(() => take({ type: 'silence-sent' })),
          (reason) => take({ type: 'silence-failed', failure: toFailure(reason) }),
        );
      case 'wait-to-retry':
        return retry.start(effect.ms, () => take({ type: 'retry-due' }));
      case 'limit-absence': {
        const { failure } = effect;
        return absence.start(effect.ms, () => report({ type: 'microphone-failed', failure }));
      }
      case 'end-absence':
        return absence.stop();
      case 'end-waits':
        return endWaits();
    }
  }

  /** Begins what takes time; nothing is begun, and nothing follows, once all has ended. */
  function begin(work: () => Promise<void>, onError: (reason: unknown) => void): void {
    if (signal.aborted) return;
    underWay = work().catch((reason: unknown) => {
      if (!signal.aborted) onError(reason);
    });
  }

  return {
    /**
     * Opens the microphone at the session's start, or when another host continues the session (`goesOn`): then any
     * microphone is better than the session's end.
     */
    open: ({ goesOn }: { goesOn: boolean }) => take({ type: 'begun', goesOn }),

    /**
     * Opens another microphone that the user chose, at once. Where that fails, the one in use is kept. Changes of other
     * settings are ignored.
     */
    choose: (settings: Settings['microphone']) => take({ type: 'chosen', settings }),

    /** Retries the wanted microphone at once, where it is not in use. */
    retry: () => take({ type: 'retry-requested' }),

    /** Checks the devices because no frames come: the browser notices that a device is gone when it lists them. */
    suspect(): void {
      checking ??= list()
        .then(ignore, ignore)
        .finally(() => (checking = null));
    },

    setEnabled(enabled: boolean): void {
      track.setEnabled(enabled);
      take({ type: 'mute-set', muted: !enabled });
    },

    judged: (condition: SoundVerdict['condition']) => take({ type: 'sound-judged', condition }),
    condition: () => conditionOf(state),
    /** Epoch milliseconds since when sound is to be expected. */
    expectedSince: () => state.soundExpectedSince,
    /** Resolves when no microphone is being opened any more. */
    settled: () => underWay,
  };
}

function ignore(): void {
  // Where the devices cannot be listed, none is known to be gone.
}
