import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FailureError, type Failure } from '../../../../utils/domain/failure/failure.ts';
import { leftOutParts, type LeftOut } from '../../../../utils/domain/profiles/left-out.ts';
import { createOfferDoubts } from '../../../../utils/host/connections/offer-doubts.ts';
import { NewConnectionNeeded } from '../../../../utils/signalling/port/new-connection-needed.ts';

const failure: Failure = { reason: 'connect-timeout' };

/** Everything that the doubts about one offer depend on. */
interface Offer {
  proved: LeftOut[];
  isProtected: boolean;
  isReplaceable: boolean;
  hasPath: boolean;
  /** The parts that the signalling can leave out; null before the answer. */
  canLeaveOut: ('data-channel' | 'trickling')[] | null;
}

function doubtsOf({ proved, isProtected, isReplaceable, hasPath, canLeaveOut }: Offer) {
  const leave = (part: LeftOut) => (of: Failure) => new NewConnectionNeeded(part, of);
  const doubts = Object.fromEntries((canLeaveOut ?? []).map((part) => [part, leave(part)]));
  return createOfferDoubts({
    proved: new Set(proved),
    isProtected,
    isReplaceable,
    hasPath: () => hasPath,
    session: () => (canLeaveOut ? { doubts } : null),
  });
}

const usual: Offer = {
  proved: [],
  isProtected: true,
  isReplaceable: true,
  hasPath: false,
  canLeaveOut: ['data-channel', 'trickling'],
};

const anyOffer: fc.Arbitrary<Offer> = fc.record({
  proved: fc.subarray([...leftOutParts]),
  isProtected: fc.boolean(),
  isReplaceable: fc.boolean(),
  hasPath: fc.boolean(),
  canLeaveOut: fc.option(fc.subarray(['data-channel', 'trickling'] as const)),
});

describe('the doubts about an offer', () => {
  it.each<[string, Partial<Offer>, LeftOut | null]>([
    ['the candidates that follow it, while there is no path', {}, 'trickling'],
    ['its data channel, where there is a path', { hasPath: true }, 'data-channel'],
    [
      'its protection from loss, where all else is proved',
      { proved: ['data-channel', 'trickling'] },
      'loss-protection',
    ],
    ['nothing, where all of it is proved', { proved: [...leftOutParts] }, null],
    ['nothing, before the answer', { canLeaveOut: null }, null],
    ['nothing, where no other connection may follow', { isReplaceable: false }, null],
  ])('fall first on %s', (_, changes, likeliest) => {
    expect(doubtsOf({ ...usual, ...changes }).likeliest()).toBe(likeliest);
  });

  it('fall on no part that is proved, and a part in doubt can be left out', () => {
    fc.assert(
      fc.property(anyOffer, (offer) => {
        const doubts = doubtsOf(offer);
        for (const part of doubts.inDoubt()) {
          expect(offer.proved).not.toContain(part);
          expect(doubts.replacement(part, failure)).toMatchObject({ leavesOut: part, failure });
        }
        if (!offer.isReplaceable)
          for (const part of leftOutParts) expect(doubts.replacement(part, failure)).toBeNull();
        expect(doubts.replacement(null, failure)).toBeNull();
      }),
    );
  });

  it.each<[string, unknown, Partial<Offer>, LeftOut | null]>([
    ['its own reason', new NewConnectionNeeded('data-channel', failure), {}, 'data-channel'],
    ['the protection, if the content was refused', refusal(400), { canLeaveOut: null }, 'loss-protection'],
    ['nothing, if there was no protection', refusal(400), { isProtected: false }, null],
    ['nothing, if the protection is proved', refusal(400), { proved: ['loss-protection'] }, null],
    ['nothing, if the cause is another', refusal(503), {}, null],
    ['nothing, if it is an error of ours', new TypeError('x is undefined'), {}, null],
    ['nothing, if no other connection may follow', refusal(400), { isReplaceable: false }, null],
  ])('after a refusal leave out %s', (_, reason, changes, leavesOut) => {
    expect(doubtsOf({ ...usual, ...changes }).afterRefusal(reason)?.leavesOut ?? null).toBe(leavesOut);
  });

  it('are proved wrong for the parts that a connection uses', () => {
    expect(doubtsOf(usual).usedParts()).toEqual(['trickling', 'loss-protection']);
    expect(doubtsOf({ ...usual, isProtected: false, canLeaveOut: null }).usedParts()).toEqual([]);
  });
});

function refusal(status: number): FailureError {
  return new FailureError(
    status < 500 ? { reason: 'server-refused', status } : { reason: 'server-error', status },
  );
}
