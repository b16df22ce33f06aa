import { FailureError, type Failure } from '../../domain/failure/failure.ts';

/**
 * The exchange has to be made anew, and this peer connection cannot make it: its answer is applied already, and another
 * answer would bring another DTLS fingerprint; or it offers what was refused, and what is offered once cannot be taken
 * back. The server has been told goodbye. Give a new peer connection to the same adapter's `negotiate`; who does not know
 * of this sees the failure that it stands for, which is a refusal where it names a status.
 */
export class NewConnectionNeeded extends FailureError {
  constructor(status?: number) {
    const failure: Failure =
      status === undefined
        ? { reason: 'connection-lost', status: 'closed' }
        : { reason: 'server-refused', status };
    super(failure);
    this.name = 'NewConnectionNeeded';
  }
}
