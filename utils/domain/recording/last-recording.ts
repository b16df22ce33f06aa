/** The recording of the session that runs, or of the last one that did. */
export interface LastRecording {
  sessionId: string;
  /** Whether the user wants to keep it, whatever its age. */
  isKept: boolean;
}
