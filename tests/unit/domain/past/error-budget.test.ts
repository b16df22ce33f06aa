import { describe, expect, it } from 'vitest';
import { errorBudget } from '../../../../utils/domain/past/error-budget.ts';
import { noFrames } from '../../../../utils/domain/frames/error-threshold.ts';
import { logOf, started } from '../session-log.ts';

const counts = {
  ...noFrames(),
  handedOn: 700,
  failed: { ...noFrames().failed, 'no-frame': 3, 'queue-full': 1 },
  dropped: 2,
  consecutiveErrors: 4,
};

describe('the error budget of a session', () => {
  it('is unknown before anything was counted', () => {
    expect(errorBudget([])).toEqual({ threshold: null, counts: null });
    expect(errorBudget(logOf([[0, started]]))).toEqual({ threshold: 50, counts: null });
  });

  it('adds up what its hosts counted one after the other', () => {
    const log = logOf([
      [0, started],
      [10, { kind: 'frames-counted', counts }],
      [20, { kind: 'frames-counted', counts: { ...counts, consecutiveErrors: 0 } }],
    ]);
    expect(errorBudget(log).counts).toEqual({
      handedOn: 1400,
      failed: { 'no-frame': 6, 'queue-full': 2, 'consumer-threw': 0, disconnected: 0 },
      dropped: 4,
      consecutiveErrors: 0,
    });
  });
});
