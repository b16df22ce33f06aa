import type { FramePuller } from '../../audio/puller/frame-source.ts';
import type { GeneratedTrack } from '../../audio/sound/generated-track.ts';
import type { SessionEffect } from '../../domain/session/session-effect.ts';

export interface SentTrackDeps {
  /** @throws the browser's error where it can make none */
  createGeneratedTrack(): GeneratedTrack;
  /** Whether a generated track plays what is written faster than in real time. */
  canBurst(): boolean;
}

export interface SentTrackOutlets {
  puller: Pick<FramePuller, 'hold' | 'catchUp' | 'follow'>;
  /** Sends the track over every present and future connection; never rejects. */
  send(track: MediaStreamTrack): Promise<void>;
  /** Called when late sound cannot be sent. */
  onUnable(): void;
  /** Ends the generated track. */
  signal: AbortSignal;
}

/**
 * Decides which track is sent: the microphone's, or silence in its place; while the session is behind, the generated
 * track that the puller's worker writes.
 */
export function createSentTrack(
  { createGeneratedTrack }: Pick<SentTrackDeps, 'createGeneratedTrack'>,
  { puller, send, onUnable, signal }: SentTrackOutlets,
) {
  let own: MediaStreamTrack | null = null;
  let generated: GeneratedTrack | null = null;
  let isBehind = false;

  signal.addEventListener('abort', () => generated?.close());

  return {
    /** Takes the track of a microphone, or of the silence in its place: sent at once, or when the session is level again. */
    async send(track: MediaStreamTrack): Promise<void> {
      own = track;
      if (!isBehind) await send(track);
    },

    /** Performs an effect on what is sent; where that fails, the session stays live from then on. */
    perform(effect: Extract<SessionEffect, { type: 'hold' | 'catch-up' | 'follow' }>): void {
      try {
        if (effect.type === 'hold') hold(effect.provenMsAgo);
        else if (effect.type === 'catch-up') puller.catchUp();
        else {
          sendOwn();
          puller.follow();
        }
      } catch {
        sendOwn();
        onUnable();
      }
    },
  };

  function hold(provenMsAgo: number | null): void {
    const isNew = generated === null;
    generated ??= createGeneratedTrack();
    puller.hold(provenMsAgo, isNew ? generated.writable : null);
    if (!isBehind) void send(generated.track);
    isBehind = true;
  }

  function sendOwn(): void {
    if (isBehind && own) void send(own);
    isBehind = false;
  }
}
