import type { Failure } from './failure.ts';

/**
 * How the member of a profile is entered that is to be looked at first after a failure, for the form's focus; null where no
 * single one is.
 */
export function faultyMember(failure: Failure): 'address' | 'secret' | 'username' | null {
  switch (failure.reason) {
    case 'server-unauthorized':
      if (failure.asks === 'other') return null;
      return failure.asks === undefined || (failure.asks === 'bearer' && failure.token === 'none')
        ? 'secret'
        : 'username';
    case 'server-forbidden':
      return failure.token === 'none' ? 'secret' : null;
    case 'token-unusable':
    case 'secret-expired':
      return 'secret';
    case 'server-not-found':
    case 'server-gone':
    case 'server-moved':
    case 'server-moved-unseen':
    case 'server-redirected':
      return 'address';
    default:
      return null;
  }
}
