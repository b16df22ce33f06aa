import type { Microphone } from '../../audio/microphone/microphone.ts';
import type { SilentTrack } from '../../audio/microphone/silent-track.ts';
import type { MicrophoneFact } from '../../domain/session/microphone-fact.ts';
import type { Settings } from '../../domain/settings/settings.ts';

export interface SessionTrackDeps {
  openMicrophone(
    settings: Settings['microphone'],
    wasGranted: boolean,
    signal: AbortSignal,
  ): Promise<Microphone>;
  createSilentTrack(): SilentTrack;
}

export interface SessionTrackOutlets {
  /** Ends all following. */
  signal: AbortSignal;
  /** Makes the puller pull from this track; from none while there is no microphone. */
  pull(track: MediaStreamTrack | null): void;
  /**
   * Sends the track over every present and future connection; never rejects, since a connection that takes no
   * track has failed.
   */
  send(track: MediaStreamTrack): Promise<void>;
  onTrackMuted(muted: boolean): void;
}

/** The tracks of one microphone. */
interface Tracks {
  microphone: Microphone;
  /**
   * The track that is sent: a clone where the microphone is listened to while muted, else the same track that
   * is pulled.
   */
  sent: MediaStreamTrack;
}

/**
 * The tracks that a session sends and pulls, over all its connections: those of one microphone after the
 * other, or silence while there is none. Which one, `microphoneTransition` decides.
 *
 * The sent track is a clone, so that a mute silences it alone, at once and wherever it is sent, while the
 * puller's worker still hears whether somebody speaks. Where the user does not want that, there is one track,
 * and a mute silences both.
 */
export function createSessionTrack(
  { wasGranted, listensWhileMuted }: { wasGranted: boolean; listensWhileMuted: boolean },
  deps: SessionTrackDeps,
  { signal, pull, send, onTrackMuted, onFact }: SessionTrackOutlets & { onFact(fact: MicrophoneFact): void },
) {
  let enabled = true;
  let current: Tracks | null = null;
  let silence: SilentTrack | null = null;

  signal.addEventListener('abort', () => {
    close(current);
    silence?.close();
  });

  /** Closes a microphone with its clone: the device is released only when every track of it has stopped. */
  function close(tracks: Tracks | null): void {
    tracks?.sent.stop();
    tracks?.microphone.close();
  }

  /** Pulls from a new stream, so that no sound from before is read. */
  function pullAnew({ microphone }: Tracks): void {
    try {
      pull(microphone.track);
    } catch {
      // The track has just ended, which its own event reports.
    }
  }

  async function openTracks(settings: Settings['microphone']): Promise<Tracks> {
    const microphone = await deps.openMicrophone(settings, wasGranted, signal);
    try {
      signal.throwIfAborted();
      pull(microphone.track);
      return { microphone, sent: listensWhileMuted ? microphone.track.clone() : microphone.track };
    } catch (reason) {
      microphone.close();
      throw reason;
    }
  }

  return {
    /** Opens a microphone and lets it take over; the one before is closed only when the new one is sent. */
    async open(settings: Settings['microphone']): Promise<void> {
      const tracks = await openTracks(settings);
      if (signal.aborted) {
        // The session ended after the microphone had opened, and before it was in use.
        close(tracks);
        throw signal.reason;
      }
      const before = current;
      const { microphone, sent } = tracks;
      sent.enabled = enabled;
      current = tracks;
      const { deviceId, label, groupId } = microphone;
      const opened = { deviceId, groupId, label };
      onFact({ type: 'opened', microphone: opened });
      microphone.onChange((change) => {
        if (current !== tracks) return;
        const muted = change === 'muted';
        if (!muted && change !== 'unmuted')
          return onFact({ type: 'track-ended', failure: { reason: change } });
        onTrackMuted(muted);
        onFact({ type: 'track-muted', muted });
      });
      await send(sent);
      close(before);
      silence?.close();
      silence = null;
      onFact({ type: 'sent', microphone: opened, muted: microphone.track.muted });
    },

    /** Closes a microphone that is lost. */
    close(): void {
      close(current);
      current = null;
      try {
        pull(null);
      } catch {
        // A puller that has failed has nothing to pull.
      }
    },

    async sendSilence(): Promise<void> {
      silence = deps.createSilentTrack();
      onFact({ type: 'silence-made' });
      await send(silence.track);
    },

    setEnabled(next: boolean): void {
      enabled = next;
      if (!current) return;
      // Sound from during the mute may still wait to be pulled.
      if (enabled && listensWhileMuted) pullAnew(current);
      current.sent.enabled = enabled;
    },
  };
}
