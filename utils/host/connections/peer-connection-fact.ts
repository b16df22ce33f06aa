import type { Failure } from '../../domain/failure/failure.ts';
import type { LinkReport } from '../../domain/link/link-report.ts';
import type { LeftOut } from '../../domain/profiles/left-out.ts';

/**
 * A connection's report about itself, in the past tense. `replacement-needed` and `failed` are the last facts
 * of a connection; after the former, another connection with the same signalling can succeed.
 */
export type PeerConnectionFact =
  | LinkReport
  | { type: 'answer-applied' }
  | { type: 'ice-server-failed'; url: string; errorCode: number; errorText: string }
  /** `without` is the part that the next offer leaves out, `failure` the reason. */
  | { type: 'replacement-needed'; without: LeftOut; failure: Failure }
  | { type: 'failed'; failure: Failure };
