import type { WhipBehaviour } from '../peers/whip/options.ts';
import type { PeerStats } from '../peers/wrtc/protocol.ts';
import type { Wav } from '../wav.ts';

/** The behaviour that can be sent to the server's process. */
export type RemoteBehaviour = Partial<Omit<WhipBehaviour, 'answerAfter'>>;

export interface RemoteReport {
  readonly requests: readonly { method: string; at: number; status: number | undefined }[];
  /** The sessions, oldest first, ended ones included. */
  readonly sessions: readonly {
    /** Whether the server still knows the session: neither deleted, nor forgotten, nor lost. */
    alive: boolean;
    deletedAt: number | undefined;
    iceRestarts: number;
    channels: readonly string[];
  }[];
}

/** Commands to the process that runs the WHIP server. */
export interface RemoteCommands {
  behave(behaviour: RemoteBehaviour): void;
  kill(): Promise<void>;
  revive(): Promise<void>;
  report(): RemoteReport;
  /** The figures of a session, the oldest being 0. */
  stats(session: number): Promise<PeerStats>;
  /** The sound that a session received, from its beginning. */
  recording(session: number): Promise<Wav>;
}

export interface RemoteRequest {
  readonly id: number;
  readonly name: keyof RemoteCommands;
  readonly request: unknown;
}

export type RemoteMessage =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: string }
  | { readonly url: string };
