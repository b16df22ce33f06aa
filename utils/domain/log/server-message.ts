/**
 * What a server says on a data channel about the session itself: `peer-left` (Pipecat's peer is leaving), `stream-ended`
 * (no more is wanted: FastRTC's `end_stream`, OpenAI's session limit), `error` (something failed over there; the session
 * may well go on).
 */
export const serverMessages = ['peer-left', 'stream-ended', 'error'] as const;
export type ServerMessage = (typeof serverMessages)[number];
