import type { TrackEnding } from '../audio/why-track-ended.ts';
import { toFailure, type Failure } from '../domain/failure.ts';
import {
  hasReturned,
  isGone,
  nextMicrophone,
  type MicrophoneDevice,
  type WantedMicrophone,
} from '../domain/next-microphone.ts';
import type { MicrophoneTrouble } from '../domain/session-state.ts';
import type { Settings } from '../domain/settings.ts';
import type { StartRequest } from '../domain/start-request.ts';
import { createSessionTrack, type SessionTrackDeps, type SessionTrackOutlets } from './session-track.ts';

export interface SessionMicrophoneDeps extends SessionTrackDeps {
  /** Also makes the browser look whether they are still there. */
  listMicrophones(): Promise<MicrophoneDevice[]>;
  /** Tells when a device has come or gone. Returns the unsubscribe. */
  onMicrophonesChange(follow: () => void): () => void;
}

/**
 * Milliseconds from one try to the next while the wanted microphone is not in use; each wait is twice the last. A system may
 * never tell that a device is back, and without any each second is one that nobody hears.
 */
const firstRetryMs = 1000;
const longestRetryMs = { standIn: 30_000, none: 5000 };

/** A microphone that ends sooner than this after it was opened is no use, whatever the list says. */
const leastLifeMs = 1000;

/** What no other microphone helps against. */
const permissionFailures = new Set<Failure['reason']>([
  'microphone-permission-needed',
  'microphone-grant-ended',
  'microphone-refused',
  'microphone-dismissed',
]);

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
  const track = createSessionTrack(request.microphoneWasGranted, deps, outlets);
  let settings = request.microphone;
  let wanted: WantedMicrophone = { deviceId: settings.deviceId, groupId: null };
  /** Why the wanted one is not in use, as far as is known. */
  let failure: Failure | null = null;
  /** The wanted one was in use, and went away. */
  let wasLost = false;
  /** Did not open, or did not last: not tried again until something has changed. */
  const useless = new Set<string>();
  let switching = Promise.resolve();
  let seekIsDue = false;
  let retries = 0;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let limitTimer: ReturnType<typeof setTimeout> | undefined;
  let looking: Promise<void> | null = null;
  let told: MicrophoneTrouble | null = null;

  const unsubscribe = deps.onMicrophonesChange(() => void look().catch(ignore));
  signal.addEventListener('abort', () => {
    unsubscribe();
    clearTimeout(retryTimer);
    clearTimeout(limitTimer);
  });

  function onEnded(ending: TrackEnding): void {
    if (ending === 'microphone-ended' && mode === 'recover') lose();
    else dispatch({ type: 'microphone-failed', failure: { reason: ending } });
  }

  async function takeWanted(kind: 'microphone-acquired' | 'microphone-replaced'): Promise<void> {
    await track.take(settings, {
      onEnded,
      log({ label, sampleRate, groupId }) {
        wanted = { deviceId: settings.deviceId, groupId };
        return { kind, label, sampleRate };
      },
    });
  }

  /** The browser has ended it, or no longer lists it. */
  function lose(): void {
    const lost = track.current();
    if (!lost) return;
    track.drop();
    useless.clear();
    if (now() - lost.at < leastLifeMs) useless.add(lost.deviceId);
    else retries = 0;
    if (lost.deviceId === wanted.deviceId) {
      wasLost = true;
      failure = { reason: 'microphone-ended' };
    }
    seekSoon();
  }

  function seekSoon(): void {
    if (seekIsDue) return;
    seekIsDue = true;
    switching = switching.then(async () => {
      seekIsDue = false;
      if (!signal.aborted) await seek();
    });
  }

  /** Opens the wanted microphone; where nothing serves, the next best instead. */
  async function seek(): Promise<void> {
    const devices = await deps.listMicrophones().catch(() => []);
    while (!serves(devices)) {
      const next = nextMicrophone(devices, wanted, useless);
      if (next === null || (track.current() && next !== wanted.deviceId)) break;
      try {
        await takeOver(next);
        break;
      } catch (reason) {
        if (signal.aborted) return;
        const why = toFailure(reason);
        if (permissionFailures.has(why.reason) && !track.current()) {
          return dispatch({ type: 'microphone-failed', failure: why });
        }
        useless.add(next);
        if (next === wanted.deviceId) failure = why;
      }
    }
    if (!signal.aborted) await settle();
  }

  /** What is in use is the best that there is. */
  function serves(devices: readonly MicrophoneDevice[]): boolean {
    const current = track.current();
    if (!current) return false;
    return !hasReturned(devices, wanted, {
      deviceId: current.deviceId,
      groupId: current.microphone.groupId,
    });
  }

  async function takeOver(deviceId: string): Promise<void> {
    await track.take(
      { ...settings, deviceId },
      {
        onEnded,
        log({ label, sampleRate, groupId }) {
          const body = { kind: 'microphone-replaced', label, sampleRate } as const;
          if (deviceId !== wanted.deviceId) return { ...body, why: 'lost' };
          if (!wasLost) return body;
          // Of the system's default, it may be another device by now.
          const isBack = deviceId !== '' || groupId === wanted.groupId;
          return { ...body, why: isBack ? 'returned' : 'lost' };
        },
      },
    );
  }

  async function useChosen(): Promise<void> {
    useless.clear();
    retries = 0;
    try {
      await takeWanted('microphone-replaced');
    } catch (reason) {
      if (signal.aborted) return;
      failure = toFailure(reason);
      record({ kind: 'microphone-replacement-failed', failure });
    }
    await settle();
  }

  /** Tells what is in use by now, and tries again later where that is not what was wanted. */
  async function settle(): Promise<void> {
    clearTimeout(retryTimer);
    const current = track.current();
    if (current) clearTimeout(limitTimer);
    if (current?.deviceId === wanted.deviceId) {
      failure = null;
      useless.clear();
      wasLost = wanted.deviceId === '' && current.microphone.groupId !== wanted.groupId;
      return tellTrouble(null);
    }
    failure ??= { reason: 'microphone-missing' };
    tellTrouble({ failure, standIn: current?.microphone.label ?? null });
    const longestMs = longestRetryMs[current ? 'standIn' : 'none'];
    retryTimer = setTimeout(tryAgain, Math.min(longestMs, firstRetryMs * 2 ** retries));
    retries = Math.min(retries + 1, 10);
    if (current || track.isSilence()) return;
    const limited = failure;
    if (giveUpAfterMs !== null) {
      limitTimer = setTimeout(() => dispatch({ type: 'microphone-failed', failure: limited }), giveUpAfterMs);
    }
    await track.sendSilence();
  }

  function tryAgain(): void {
    useless.clear();
    seekSoon();
  }

  function tellTrouble(trouble: MicrophoneTrouble | null): void {
    if (trouble?.standIn === told?.standIn && trouble?.failure.reason === told?.failure.reason) return;
    told = trouble;
    dispatch({ type: 'microphone-troubled', trouble });
  }

  /** A device has come or gone. */
  async function look(): Promise<void> {
    const devices = await deps.listMicrophones();
    if (signal.aborted) return;
    const current = track.current();
    if (current && isGone(devices, current.deviceId)) {
      if (mode === 'recover') lose();
      return;
    }
    if (serves(devices) || !(current ?? track.isSilence())) return;
    retries = 0;
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
          if (!goesOn || permissionFailures.has(why.reason)) {
            return dispatch({ type: 'microphone-failed', failure: why });
          }
          failure = why;
          wasLost = true;
          await seek();
        },
      );
    },

    /**
     * Another one that the user chose, at once. Where that fails, the one in use is kept. Not touched at all where something
     * else of the settings has changed.
     */
    choose(next: Settings['microphone']): void {
      if (isSame(next, settings)) return;
      settings = next;
      wanted = { deviceId: next.deviceId, groupId: null };
      wasLost = false;
      switching = switching.then(() => (signal.aborted ? undefined : useChosen()));
    },

    /** Tries the wanted one again, at once, where it is not in use. */
    retry(): void {
      if (!told) return;
      retries = 0;
      tryAgain();
    },

    /** No frames come: where the device is gone, the browser says so when it looks. */
    suspect(): void {
      looking ??= deps
        .listMicrophones()
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

function isSame(one: Settings['microphone'], other: Settings['microphone']): boolean {
  const keys = Object.keys(one) as (keyof Settings['microphone'])[];
  return keys.every((key) => one[key] === other[key]);
}

function ignore(): void {
  // What cannot be listed is not known to be gone.
}
