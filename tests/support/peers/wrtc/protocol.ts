import type { Wav } from '../../wav.ts';

/** An ICE server as both sides of the fork understand it. */
export interface IceServer {
  readonly urls: string | readonly string[];
  readonly username?: string;
  readonly credential?: string;
}

export interface Candidate {
  readonly candidate: string;
  readonly sdpMid: string | null;
  readonly sdpMLineIndex: number | null;
}

export interface AnswerRequest {
  readonly offer: string;
  readonly iceServers?: readonly IceServer[];
  /** Whether the level of the received audio is reported ten times a second. */
  readonly levels?: boolean;
}

export interface OfferRequest {
  readonly iceServers?: readonly IceServer[];
  readonly iceTransportPolicy?: RTCIceTransportPolicy;
  /** The sound that is sent over and over; without it nothing is sent. */
  readonly speech?: Wav;
  /** Labels of the data channels to open. */
  readonly channels?: readonly string[];
  /** Whether the offer waits for its candidates. */
  readonly gather: boolean;
}

/** Commands to the process that runs libwebrtc. `peer` names one of its peer connections. */
export interface HostCommands {
  /** Opens a peer connection for this offer; the answer has all candidates. */
  answer(request: AnswerRequest): { peer: string; answer: string };
  /** Opens a peer connection that calls. */
  offer(request: OfferRequest): { peer: string; offer: string };
  /** A new offer with new ICE credentials, without candidates. */
  reoffer(request: { peer: string }): { offer: string };
  accept(request: { peer: string; answer: string }): void;
  /** Applies a later offer (an ICE restart) and answers it with all candidates. */
  reanswer(request: { peer: string; offer: string }): { answer: string };
  /** The local description once gathering is complete, or after its deadline. */
  gathered(request: { peer: string }): { description: string };
  addCandidates(request: { peer: string; candidates: readonly Candidate[] }): void;
  send(request: { peer: string; label: string; text: string }): void;
  recording(request: { peer: string }): Wav;
  stats(request: { peer: string }): PeerStats;
  close(request: { peer: string }): void;
}

export interface PeerStats {
  /** Seconds of received audio that are recorded, silence before and between the packets included. */
  readonly recordedSeconds: number;
  readonly packetsReceived: number;
  readonly packetsSent: number;
  readonly packetsLost: number;
  /** Samples that the jitter buffer gave out; those among them that it had to invent, and of these the silent ones. */
  readonly samplesReceived: number;
  readonly concealedSamples: number;
  readonly silentConcealedSamples: number;
  /** Candidate types of the selected pair, empty before there is one. */
  readonly localCandidateType: string;
  readonly remoteCandidateType: string;
}

/** Facts that the process reports by itself. */
export type HostEvent =
  | { readonly name: 'state-changed'; readonly peer: string; readonly state: RTCPeerConnectionState }
  | { readonly name: 'channel-opened'; readonly peer: string; readonly label: string }
  | {
      readonly name: 'message-received';
      readonly peer: string;
      readonly label: string;
      readonly text: string;
    }
  /** Root mean square of the last tenth of a second, 0..1. */
  | { readonly name: 'level-heard'; readonly peer: string; readonly level: number };

export type HostCommandName = keyof HostCommands;

export interface HostRequest {
  readonly id: number;
  readonly name: HostCommandName;
  readonly request: unknown;
}

export type HostMessage =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: string }
  | { readonly event: HostEvent }
  | { readonly ready: true };
