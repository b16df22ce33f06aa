import type { Microphone } from '../../audio/microphone/microphone.ts';
import type { SilentTrack } from '../../audio/microphone/silent-track.ts';
import type { TrackEnding } from '../../audio/microphone/why-track-ended.ts';
import type { Observation } from '../../domain/session/observation.ts';
import type { SessionFact } from '../../domain/session/session-fact.ts';
import type { MicrophoneCondition } from '../../domain/microphone/microphone-condition.ts';
import type { Settings } from '../../domain/settings/settings.ts';
import type { SoundVerdict } from '../../domain/microphone/silence.ts';

export interface SessionTrackDeps {
  openMicrophone(
    settings: Settings['microphone'],
    wasGranted: boolean,
    signal: AbortSignal,
  ): Promise<Microphone>;
  createSilentTrack(): SilentTrack;
}

export interface SessionTrackOutlets {
  now(): number;
  /** Ends all following. */
  signal: AbortSignal;
  dispatch(fact: SessionFact): void;
  observe(event: Observation): void;
  /** Makes the puller pull from this track; from none while there is no microphone. */
  pull(track: MediaStreamTrack | null): void;
  /**
   * Sends the track over every present and future connection; never rejects, since a connection that takes no
   * track has failed.
   */
  send(track: MediaStreamTrack): Promise<void>;
  onTrackMuted(muted: boolean): void;
  onCondition(condition: MicrophoneCondition): void;
}

/** An open microphone, as which device, and since when (epoch milliseconds). */
export interface OpenMicrophone {
  microphone: Microphone;
  /**
   * The track that is sent: a clone where the microphone is listened to while muted, else the same track that
   * is pulled.
   */
  sent: MediaStreamTrack;
  deviceId: string;
  at: number;
}

/**
 * The tracks that a session sends and pulls, over all its connections: those of one microphone after the
 * other, or silence while there is none. Knows the microphone's condition, but does not choose the
 * microphone.
 *
 * The sent track is a clone, so that a mute silences it alone, at once and wherever it is sent, while the
 * puller's worker still hears whether somebody speaks. Where the user does not want that, there is one track,
 * and a mute silences both.
 */
export function createSessionTrack(
  { wasGranted, listensWhileMuted }: { wasGranted: boolean; listensWhileMuted: boolean },
  deps: SessionTrackDeps,
  { now, signal, dispatch, observe, pull, send, onTrackMuted, onCondition }: SessionTrackOutlets,
) {
  let enabled = true;
  let current: OpenMicrophone | null = null;
  let silence: SilentTrack | null = null;
  let condition: MicrophoneCondition = 'sounding';
  let expectedSince = now();

  signal.addEventListener('abort', () => {
    close(current);
    silence?.close();
  });

  /** Closes a microphone with its clone: the device is released only when every track of it has stopped. */
  function close(open: OpenMicrophone | null): void {
    open?.sent.stop();
    open?.microphone.close();
  }

  /** Pulls from a new stream, so that nothing is read of what was said before. */
  function pullAnew({ microphone }: OpenMicrophone): void {
    try {
      pull(microphone.track);
    } catch {
      // The track has just ended, which its own event reports.
    }
  }

  function conditionChanged(next: MicrophoneCondition): void {
    if (next !== 'silent') expectedSince = now();
    if (next === condition) return;
    // Silence is logged as a warning, and the end of a missing microphone as another one taking over.
    const isLogged = next === 'muted' || next === 'missing' || (next === 'sounding' && condition === 'muted');
    condition = next;
    if (isLogged) observe({ kind: 'microphone-condition-changed', condition });
    onCondition(condition);
    dispatch({ type: 'microphone-condition-changed', condition });
  }

  return {
    /**
     * Opens a microphone, lets it take over, and then logs that; the one before is closed only when the new
     * one is sent.
     */
    async take(
      settings: Settings['microphone'],
      { onEnded, log }: { onEnded(ending: TrackEnding): void; log(opened: Microphone): Observation },
    ): Promise<void> {
      const opened = await deps.openMicrophone(settings, wasGranted, signal);
      if (signal.aborted) {
        opened.close();
        throw signal.reason;
      }
      let sent = opened.track;
      try {
        pull(opened.track);
        if (listensWhileMuted) sent = opened.track.clone();
      } catch (reason) {
        opened.close();
        throw reason;
      }
      const before = current;
      sent.enabled = enabled;
      current = { microphone: opened, sent, deviceId: opened.deviceId, at: now() };
      opened.onChange((change) => {
        if (current?.microphone !== opened) return;
        if (change !== 'muted' && change !== 'unmuted') return onEnded(change);
        onTrackMuted(change === 'muted');
        conditionChanged(change === 'muted' ? 'muted' : 'sounding');
      });
      await send(sent);
      close(before);
      silence?.close();
      silence = null;
      observe(log(opened));
      conditionChanged(opened.track.muted ? 'muted' : 'sounding');
    },

    /** Closes a microphone that is lost. */
    drop(): void {
      close(current);
      current = null;
      pull(null);
    },

    /**
     * Sends silence until a microphone takes over: with nothing sent at all, the connection would soon be
     * lost as well.
     */
    async sendSilence(): Promise<void> {
      if (silence) return;
      silence = deps.createSilentTrack();
      conditionChanged('missing');
      await send(silence.track);
    },

    setEnabled(next: boolean): void {
      enabled = next;
      expectedSince = now();
      if (!current) return;
      // Sound from during the mute may still wait to be pulled.
      if (enabled && listensWhileMuted) pullAnew(current);
      current.sent.enabled = enabled;
    },

    /** Takes the condition that the samples show. */
    judged(verdict: SoundVerdict['condition']): void {
      if (current) conditionChanged(verdict);
    },

    current: () => current,
    isSilence: () => silence !== null,
    /** The microphone's condition; during a mute by the user it does not matter, and counts as `muted`. */
    condition: (): MicrophoneCondition => (enabled ? condition : 'muted'),
    /** Epoch milliseconds since when sound is to be expected. */
    expectedSince: () => expectedSince,
  };
}
