import { FailureError, type Failure } from '../../domain/failure/failure.ts';
import type { LeftOut } from '../../domain/profiles/left-out.ts';

/**
 * The exchange has to be made anew, and this peer connection cannot make it: its answer is applied already, and another
 * answer would bring another DTLS fingerprint; or it offers what was refused, and what is offered once cannot be taken
 * back. The session at the server has ended, or is to be ended by `SignallingSession.end` where there is one. Give a new
 * peer connection to the same adapter's `negotiate`; code that does not know this class sees an ordinary failure.
 */
export class NewConnectionNeeded extends FailureError {
  /** The part that the next offer leaves out. */
  readonly leavesOut: LeftOut;

  constructor(leavesOut: LeftOut, failure: Failure) {
    super(failure);
    this.name = 'NewConnectionNeeded';
    this.leavesOut = leavesOut;
  }
}
