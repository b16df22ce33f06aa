/**
 * Messages of a server on a data channel about the session itself: `peer-left` (Pipecat's peer is leaving),
 * `stream-ended` (the server wants no more: FastRTC's `end_stream`, OpenAI's session limit), `error`
 * (something failed at the server; the session may well go on).
 */
export const serverMessages = ['peer-left', 'stream-ended', 'error'] as const;
/** The words that come with a server's message: its code, and its sentence, masked and bounded (`said-text.ts`). */
export interface ServerMessageWords {
  code?: string;
  said?: string;
}
export type ServerMessage = (typeof serverMessages)[number];
