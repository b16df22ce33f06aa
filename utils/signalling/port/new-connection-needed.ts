import { FailureError, type Failure } from '../../domain/failure/failure.ts';

/**
 * The exchange has to be made again on a new peer connection: the answer is applied already, and another
 * answer would bring another DTLS fingerprint; or the offer holds what was refused, and cannot be changed.
 * The session is closed at the server. A caller gives a new peer connection to the same adapter's
 * `negotiate`; a caller that does not know this error sees the failure that it stands for, which is a refusal
 * where it has a status.
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
