import type { TrackEnding } from '../../audio/microphone/why-track-ended.ts';
import { faultOf } from '../../domain/failure/failure-rules.ts';
import { toFailure } from '../../domain/failure/failure.ts';
import { isGone, type MicrophoneDevice } from '../../domain/microphone/next-microphone.ts';
import type { Settings } from '../../domain/settings/settings.ts';
import type { StartRequest } from '../../domain/session/start-request.ts';
import { createMicrophoneChoice } from './microphone-choice.ts';
import { createMicrophoneTrouble } from './microphone-trouble.ts';
import { createSessionTrack, type SessionTrackDeps, type SessionTrackOutlets } from './session-track.ts';

export interface SessionMicrophoneDeps extends SessionTrackDeps {
  /** Also makes the browser look whether they are still there. */
  listMicrophones(): Promise<MicrophoneDevice[]>;
  /** Tells when a device has come or gone. Returns the unsubscribe. */
  onMicrophonesChange(follow: () => void): () => void;
}

/** A microphone that ends sooner than this after it was opened is no use, whatever the list says. */
const leastLifeMs = 1000;

/**
 * Which microphone a session uses. Where it recovers, the next best one stands in for one that is lost until that is back,
 * and silence is sent while there is none at all. A session that starts opens the wanted one or none: to begin with another
 * than the user chose would be a lie.
 */
export function createSessionMicrophone(
  request: StartRequest,
  deps: SessionMicrophoneDeps,
  outlets: SessionTrackOutlets,
) {
  const { now, signal, dispatch, record } = outlets;
  const { mode, giveUpAfterMs } = request.recovery;
  const track = createSessionTrack(
    { wasGranted: request.microphoneWasGranted, listensWhileMuted: request.attention.listenWhileMuted },
    deps,
    outlets,
  );
  const choice = createMicrophoneChoice(request.microphone);
  const trouble = createMicrophoneTrouble({ giveUpAfterMs, signal, dispatch, tryAgain });
  let switching = Promise.resolve();
  let seekIsDue = false;
  let looking: Promise<void> | null = null;

  const unsubscribe = deps.onMicrophonesChange(() => void look().catch(ignore));
  signal.addEventListener('abort', unsubscribe);

  function onEnded(ending: TrackEnding): void {
    if (ending === 'microphone-ended' && mode === 'recover') lose();
    else dispatch({ type: 'microphone-failed', failure: { reason: ending } });
  }

  async function takeWanted(kind: 'microphone-acquired' | 'microphone-replaced'): Promise<void> {
    await track.take(choice.settings(), {
      onEnded,
      log({ label, sampleRate, groupId }) {
        choice.opened(groupId);
        return { kind, label, sampleRate };
      },
    });
  }

  /** The browser has ended it, or no longer lists it. */
  function lose(): void {
    const lost = track.current();
    if (!lost) return;
    track.drop();
    choice.avoidNone();
    if (now() - lost.at < leastLifeMs) choice.avoid(lost.deviceId);
    else trouble.beginAnew();
    if (choice.isWanted(lost.deviceId)) {
      choice.lose();
      trouble.blame({ reason: 'microphone-ended' });
    }
    seekSoon();
  }

  function seekSoon(): void {
    if (seekIsDue) return;
    seekIsDue = true;
    then(async () => {
      seekIsDue = false;
      await seek();
    });
  }

  /** One change after the other. What one of them throws must not keep the next from being made. */
  function then(change: () => Promise<void>): void {
    switching = switching.then(() => (signal.aborted ? undefined : change())).catch(goOnAfter);
  }

  function goOnAfter(reason: unknown): void {
    if (signal.aborted) return;
    trouble.blame(toFailure(reason));
    trouble.goOn(track.current()?.microphone.label ?? null);
  }

  /** Opens the wanted microphone; where nothing serves, the next best instead. */
  async function seek(): Promise<void> {
    const devices = await list().catch(() => []);
    while (!choice.isServedBy(track.current(), devices)) {
      const next = choice.next(devices);
      if (next === null || (track.current() && !choice.isWanted(next))) break;
      try {
        await takeOver(next);
        break;
      } catch (reason) {
        if (signal.aborted) return;
        const why = toFailure(reason);
        if (faultOf(why) === 'microphone-permission' && !track.current()) {
          return dispatch({ type: 'microphone-failed', failure: why });
        }
        choice.avoid(next);
        if (choice.isWanted(next)) trouble.blame(why);
      }
    }
    if (!signal.aborted) await settle();
  }

  async function takeOver(deviceId: string): Promise<void> {
    await track.take(
      { ...choice.settings(), deviceId },
      {
        onEnded,
        log({ label, sampleRate, groupId }) {
          const why = choice.whyTaken(deviceId, groupId);
          return { kind: 'microphone-replaced', label, sampleRate, ...(why && { why }) };
        },
      },
    );
  }

  async function useChosen(): Promise<void> {
    choice.avoidNone();
    trouble.beginAnew();
    try {
      await takeWanted('microphone-replaced');
    } catch (reason) {
      if (signal.aborted) return;
      const failure = toFailure(reason);
      trouble.blame(failure);
      record({ kind: 'microphone-replacement-failed', failure });
    }
    await settle();
  }

  /** Tells what is in use by now, and tries again later where that is not what was wanted. */
  async function settle(): Promise<void> {
    const current = track.current();
    if (current && choice.isWanted(current.deviceId)) {
      choice.settle(current);
      return trouble.end();
    }
    trouble.goOn(current?.microphone.label ?? null);
    if (current || track.isSilence()) return;
    trouble.limit();
    await track.sendSilence();
  }

  function tryAgain(): void {
    choice.avoidNone();
    seekSoon();
  }

  /** Rejects also where the browser throws at once. */
  const list = async () => deps.listMicrophones();

  /** A device has come or gone. */
  async function look(): Promise<void> {
    const devices = await list();
    if (signal.aborted) return;
    const current = track.current();
    if (current && isGone(devices, current.deviceId)) {
      if (mode === 'recover') lose();
      return;
    }
    if (choice.isServedBy(current, devices) || !(current ?? track.isSilence())) return;
    trouble.beginAnew();
    tryAgain();
  }

  return {
    /** As the session starts, or goes on in another host: then anything is better than its end. */
    open({ goesOn }: { goesOn: boolean }): void {
      switching = takeWanted('microphone-acquired').then(
        () => dispatch({ type: 'microphone-acquired' }),
        async (reason: unknown) => {
          if (signal.aborted) return;
          const why = toFailure(reason);
          if (!goesOn || faultOf(why) === 'microphone-permission') {
            return dispatch({ type: 'microphone-failed', failure: why });
          }
          trouble.blame(why);
          choice.lose();
          await seek();
        },
      );
      switching = switching.catch(goOnAfter);
    },

    /**
     * Another one that the user chose, at once. Where that fails, the one in use is kept. Not touched at all where something
     * else of the settings has changed.
     */
    choose(next: Settings['microphone']): void {
      if (!choice.change(next)) return;
      then(useChosen);
    },

    /** Tries the wanted one again, at once, where it is not in use. */
    retry(): void {
      if (!trouble.isTold()) return;
      trouble.beginAnew();
      tryAgain();
    },

    /** No frames come: where the device is gone, the browser says so when it looks. */
    suspect(): void {
      looking ??= list()
        .then(ignore, ignore)
        .finally(() => (looking = null));
    },

    setEnabled: track.setEnabled,
    judged: track.judged,
    condition: track.condition,
    expectedSince: track.expectedSince,
    /** Settles when nothing is being opened any more. */
    settled: () => switching,
  };
}

function ignore(): void {
  // What cannot be listed is not known to be gone.
}
