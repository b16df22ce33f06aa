import type { Failure } from '../../domain/failure/failure.ts';
import { leftOutParts, type LeftOut } from '../../domain/profiles/left-out.ts';

/** The part that an offer leaves out, and the failure of the offer before, which had it. */
export interface OfferRepeat {
  without: LeftOut;
  failure: Failure;
}

/** The repeated offers of one connection: each leaves out one more part. */
export function createOfferRepeats() {
  const repeats: OfferRepeat[] = [];

  return {
    add({ without, failure }: OfferRepeat): void {
      repeats.push({ without, failure });
    },

    /** Whether there is a part that another offer could leave out. */
    isAnotherPossible: () => repeats.length < leftOutParts.length,

    /** The parts that the newest offer leaves out. */
    leftOut: (): LeftOut[] => repeats.map(({ without }) => without),

    /** The part in which the newest offer differs from the one before; undefined for the first. */
    lastLeftOut: (): LeftOut | undefined => repeats.at(-1)?.without,

    /**
     * Why there is no connection: where the server has not answered the newest offer, the failure of the one before
     * says more than `failure`.
     */
    explain(failure: Failure = { reason: 'connect-timeout' }): Failure {
      const before = repeats.at(-1)?.failure;
      return failure.reason === 'server-timeout' && before ? before : failure;
    },
  };
}
