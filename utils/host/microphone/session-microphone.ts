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
  /** Lists the microphones, which also makes the browser check whether they are still there. */
  listMicrophones(): Promise<MicrophoneDevice[]>;
  /** Calls `follow` when a device has come or gone. Returns the unsubscribe. */
  onMicrophonesChange(follow: () => void): () => void;
}

/** Milliseconds: a microphone that ends sooner after it was opened is of no use, whatever the list says. */
const leastLifeMs = 1000;

/**
 * Manages the microphone of a session. In a session that recovers, the next best one stands in for a lost one
 * until that is back, and silence is sent while there is none at all. A session that starts opens the wanted
 * one or none: beginning with another than the user chose would be a lie.
 */
export function createSessionMicrophone(
  request: StartRequest,
  deps: SessionMicrophoneDeps,
  outlets: SessionTrackOutlets,
) {
  const { now, signal, dispatch, observe } = outlets;
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
  let listing: Promise<void> | null = null;

  const unsubscribe = deps.onMicrophonesChange(() => void checkDevices().catch(ignore));
  signal.addEventListener('abort', unsubscribe);

  function onEnded(ending: TrackEnding): void {
    if (ending === 'microphone-ended' && mode === 'recover') lose();
    else dispatch({ type: 'microphone-failed', failure: { reason: ending } });
  }

  async function takeWanted(kind: 'microphone-acquired' | 'microphone-replaced'): Promise<void> {
    await track.take(choice.settings(), {
      onEnded,
      log(opened) {
        choice.opened(opened);
        return { kind, label: opened.label };
      },
    });
  }

  /** Handles a microphone that the browser has ended, or no longer lists. */
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

  /** Makes one change after the other. An error in one change must not keep the next from being made. */
  function then(change: () => Promise<void>): void {
    switching = switching.then(() => (signal.aborted ? undefined : change())).catch(goOnAfter);
  }

  function goOnAfter(reason: unknown): void {
    if (signal.aborted) return;
    trouble.blame(toFailure(reason));
    trouble.goOn(track.current()?.microphone.label ?? null);
  }

  /** Opens the wanted microphone, or the next best where that fails. */
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
    if (!signal.aborted) await reportUse();
  }

  async function takeOver(deviceId: string): Promise<void> {
    await track.take(choice.settingsFor(deviceId), {
      onEnded,
      log({ label, groupId }) {
        const why = choice.whyTaken(deviceId, groupId);
        return { kind: 'microphone-replaced', label, ...(why && { why }) };
      },
    });
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
      observe({ kind: 'microphone-replacement-failed', failure });
    }
    await reportUse();
  }

  /** Reports which microphone is in use, and retries later where it is not the wanted one. */
  async function reportUse(): Promise<void> {
    const current = track.current();
    if (current && choice.isWanted(current.deviceId)) {
      choice.inUse(current);
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

  /** An async function, so that an error that the browser throws at once becomes a rejection too. */
  const list = async () => deps.listMicrophones();

  /** Checks the devices after one has come or gone. */
  async function checkDevices(): Promise<void> {
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
    /**
     * Opens the microphone as the session starts, or goes on in another host: then anything is better than
     * its end.
     */
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
     * Opens another microphone that the user chose, at once. Where that fails, the one in use is kept.
     * Nothing happens where other settings have changed.
     */
    choose(next: Settings['microphone']): void {
      if (!choice.change(next)) return;
      then(useChosen);
    },

    /** Retries the wanted microphone at once, where it is not in use. */
    retry(): void {
      if (!trouble.isReported()) return;
      trouble.beginAnew();
      tryAgain();
    },

    /**
     * Checks the devices because no frames come: a device that is gone is noticed when the browser lists
     * them.
     */
    suspect(): void {
      listing ??= list()
        .then(ignore, ignore)
        .finally(() => (listing = null));
    },

    setEnabled: track.setEnabled,
    judged: track.judged,
    condition: track.condition,
    expectedSince: track.expectedSince,
    /** Resolves when no microphone is being opened any more. */
    settled: () => switching,
  };
}

function ignore(): void {
  // Where the devices cannot be listed, none is known to be gone.
}
