import { FailureError, type Failure } from '../../domain/failure/failure.ts';

/**
 * The failure where the content of the offer may have caused it, else null. The statuses 401, 403, 404, 409, 410 and 429
 * have other causes; 500 and 501 may come from a server that does not expect data channels. An answer without the
 * channel's m-line is refused by the browser, because it does not match the offer (RFC 3264 section 6).
 */
export function failureOfOffer(error: unknown): Failure | null {
  const failure = error instanceof FailureError ? error.failure : null;
  switch (failure?.reason) {
    case 'server-answer-invalid':
    case 'server-answer-unusable':
      return failure;
    case 'server-refused':
    case 'server-error':
      return failure.status <= 501 ? failure : null;
    default:
      return null;
  }
}
