import type { RecordedRequest, Reply } from '../http-server.ts';
import type { Candidate } from '../wrtc/protocol.ts';
import type { WhipSession } from './session.ts';

/** An offer in JSON, as aiortc's examples, Pipecat (`pc_id`) or FastRTC (`webrtc_id`) send it. */
interface JsonOffer {
  readonly sdp: string;
  readonly pc_id?: null;
  readonly webrtc_id?: string;
}

/** Candidates in JSON for the session of a name, as Pipecat (several) or FastRTC (one) sends them. */
export interface NamedCandidates {
  readonly name: string;
  readonly candidates: readonly Candidate[];
}

interface PipecatCandidate {
  readonly candidate: string;
  readonly sdp_mid: string;
  readonly sdp_mline_index: number;
}

export function readJsonOffer({ body }: RecordedRequest): JsonOffer {
  return JSON.parse(body) as JsonOffer;
}

/** The candidates of a request in JSON; null for an offer. */
export function readNamedCandidates({ method, body }: RecordedRequest): NamedCandidates | null {
  const sent = JSON.parse(body) as {
    type?: string;
    pc_id?: string;
    webrtc_id?: string;
    candidate?: Candidate;
    candidates?: readonly PipecatCandidate[];
  };
  if (method === 'PATCH') {
    const candidates = (sent.candidates ?? []).map(({ candidate, sdp_mid, sdp_mline_index }) => ({
      candidate,
      sdpMid: sdp_mid,
      sdpMLineIndex: sdp_mline_index,
    }));
    return { name: sent.pc_id ?? '', candidates };
  }
  if (sent.type !== 'ice-candidate' || !sent.candidate) return null;
  return { name: sent.webrtc_id ?? '', candidates: [sent.candidate] };
}

/** The name by which candidates belong to a session: Pipecat's is given by the server, FastRTC's by the client. */
export function nameOf({ webrtc_id }: JsonOffer, session: WhipSession): string {
  return webrtc_id ?? session.id;
}

/** The answer to an offer in JSON: the session has no URL, and ends with its connection. */
export function jsonAnswer(offer: JsonOffer, session: WhipSession, sdp: string): Reply {
  const name = offer.pc_id === undefined ? {} : { pc_id: nameOf(offer, session) };
  return {
    status: 200,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ sdp, type: 'answer', ...name }),
  };
}
