import type { Failure } from '../../domain/failure/failure.ts';
import { leftOutParts, type LeftOut } from '../../domain/profiles/left-out.ts';

/** The part that an offer leaves out, and the failure of the offer before, which had it. */
export interface OfferRepeat {
  without: LeftOut;
  failure: Failure;
}

/** The offers of one connection after its first: each leaves out one part more. */
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

    /** The one difference between the newest offer and the one before; undefined for the first. */
    lastLeftOut: (): LeftOut | undefined => repeats.at(-1)?.without,

    /**
     * Why the connection is not made, where the newest offer came to `failure`, as far as that is known: a server that has
     * not answered the newest offer has answered the one before, and what came of that says more.
     */
    explain(failure: Failure = { reason: 'connect-timeout' }): Failure {
      const before = repeats.at(-1)?.failure;
      return failure.reason === 'server-timeout' && before ? before : failure;
    },
  };
}
