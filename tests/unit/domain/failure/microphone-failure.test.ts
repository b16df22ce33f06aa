import { describe, expect, it } from 'vitest';
import { microphoneFailure } from '../../../../utils/domain/failure/microphone-failure.ts';

describe('microphoneFailure', () => {
  it.each([
    ['NotAllowedError', 'Permission dismissed', { reason: 'microphone-dismissed' }],
    ['NotAllowedError', 'Permission denied', { reason: 'microphone-refused' }],
    ['NotAllowedError', 'Permission denied by system', { reason: 'microphone-refused-by-system' }],
    ['NotAllowedError', 'The request is not allowed by the user agent.', { reason: 'microphone-refused' }],
    ['NotFoundError', 'Requested device not found', { reason: 'microphone-missing' }],
    ['NotReadableError', 'Could not start audio source', { reason: 'microphone-busy' }],
    ['AbortError', 'Starting audio input failed', { reason: 'microphone-busy' }],
    ['SecurityError', '', { reason: 'microphone-unusable', name: 'SecurityError' }],
    ['InvalidStateError', '', { reason: 'microphone-unusable', name: 'InvalidStateError' }],
  ])('reads %s "%s"', (name, message, failure) => {
    expect(microphoneFailure(new DOMException(message, name))).toEqual(failure);
  });

  it('takes a chosen device that cannot be had for a missing microphone', () => {
    const rejection = { name: 'OverconstrainedError', message: '', constraint: 'deviceId' };
    expect(microphoneFailure(rejection)).toEqual({ reason: 'microphone-missing' });
  });

  it('does not take any other constraint for a missing microphone', () => {
    const rejection = { name: 'OverconstrainedError', message: '', constraint: 'channelCount' };
    expect(microphoneFailure(rejection)).toEqual({
      reason: 'microphone-unusable',
      name: 'OverconstrainedError',
    });
  });

  it('names a bug by its own name', () => {
    expect(microphoneFailure(new TypeError('x'))).toEqual({
      reason: 'microphone-unusable',
      name: 'TypeError',
    });
  });

  it.each([undefined, null, 'text', 7, {}, { name: 5 }])(
    'turns even the rejection %j into a failure',
    (rejection) => {
      expect(microphoneFailure(rejection)).toEqual({ reason: 'microphone-unusable', name: 'unknown' });
    },
  );
});
