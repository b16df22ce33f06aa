/**
 * The subjects of a session's question. `quiet`: nobody has spoken for long. `long-loss`: the connection has
 * been lost for long.
 */
export const questionSubjects = ['quiet', 'long-loss'] as const;
export type QuestionSubject = (typeof questionSubjects)[number];
