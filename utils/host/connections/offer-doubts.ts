import type { Failure } from '../../domain/failure/failure.ts';
import { leftOutParts, partToLeaveOut, type LeftOut } from '../../domain/profiles/left-out.ts';
import { failureOfOffer } from '../../signalling/port/failure-of-offer.ts';
import { NewConnectionNeeded } from '../../signalling/port/new-connection-needed.ts';
import type { SignallingSession } from '../../signalling/port/signalling.ts';

export interface OfferDoubtsDeps {
  /** The parts of offers with which a connection of this session was heard: no failure is attributed to them. */
  proved: ReadonlySet<LeftOut>;
  /** Whether the offer asks for protection from loss. */
  isProtected: boolean;
  /** Whether another connection may be made in the place of this one. */
  isReplaceable: boolean;
  /** The session that the answer has begun; null before. */
  session(): Pick<SignallingSession, 'doubts' | 'sendKeepalive'> | null;
  /** Whether ICE has found a path. */
  hasPath(): boolean;
}

/** Knows which parts of one connection's offer may be the cause where none is made, and so are left out of the next offer. */
export function createOfferDoubts({ proved, isProtected, isReplaceable, session, hasPath }: OfferDoubtsDeps) {
  const leaveProtectionOut = (failure: Failure) => new NewConnectionNeeded('loss-protection', failure);

  const doubts = () => ({
    ...session()?.doubts,
    ...(session() && isProtected && { 'loss-protection': leaveProtectionOut }),
  });

  /** The parts in doubt; none where no other connection may follow. */
  function inDoubt(): LeftOut[] {
    if (!isReplaceable) return [];
    const known = doubts();
    return leftOutParts.filter((part) => known[part] !== undefined && !proved.has(part));
  }

  return {
    inDoubt,

    /** The likeliest cause among the parts in doubt, or among some of them; null where none can be the cause. */
    likeliest: (among: readonly LeftOut[] = inDoubt()) => partToLeaveOut(among, hasPath()),

    /** The reason for another connection whose offer leaves `part` out; null where that cannot be. */
    replacement(part: LeftOut | null, failure: Failure): NewConnectionNeeded | null {
      if (!isReplaceable || part === null) return null;
      return doubts()[part]?.(failure) ?? null;
    },

    /** The reason for another connection after the offer was refused with `reason`; null where that would not help. */
    afterRefusal(reason: unknown): NewConnectionNeeded | null {
      if (!isReplaceable) return null;
      if (reason instanceof NewConnectionNeeded) return reason;
      const failure = isProtected && !proved.has('loss-protection') ? failureOfOffer(reason) : null;
      return failure && leaveProtectionOut(failure);
    },

    /** The parts that the connection uses: once it is heard, they are proved. */
    usedParts(): LeftOut[] {
      const isUsed: Record<LeftOut, boolean> = {
        'data-channel': session()?.sendKeepalive !== undefined,
        trickling: session()?.doubts?.trickling !== undefined,
        'loss-protection': isProtected,
      };
      return leftOutParts.filter((part) => isUsed[part]);
    },
  };
}
