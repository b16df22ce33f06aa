import type { Failure } from '../../domain/failure/failure.ts';
import { leftOutParts, partToLeaveOut, type LeftOut } from '../../domain/profiles/left-out.ts';
import { failureOfOffer } from '../../signalling/port/failure-of-offer.ts';
import { NewConnectionNeeded } from '../../signalling/port/new-connection-needed.ts';
import type { SignallingSession } from '../../signalling/port/signalling.ts';

export interface OfferDoubtsDeps {
  /** The parts of offers that have worked in this session: no failure is attributed to them. */
  proved: ReadonlySet<LeftOut>;
  /** Whether the offer asks for protection from loss. */
  isProtected: boolean;
  /** Whether another connection may replace this one. */
  isReplaceable: boolean;
  /** The signalling session, from the answer on; null before. */
  session(): Pick<SignallingSession, 'doubts' | 'sendKeepalive'> | null;
  /** Whether ICE has found a path. */
  hasPath(): boolean;
}

/**
 * Decides which parts of an offer may be the reason that no connection is made; the next offer leaves one of them out.
 */
export function createOfferDoubts({ proved, isProtected, isReplaceable, session, hasPath }: OfferDoubtsDeps) {
  const leaveProtectionOut = (failure: Failure) => new NewConnectionNeeded('loss-protection', failure);

  const doubts = () => ({
    ...session()?.doubts,
    ...(session() && isProtected && { 'loss-protection': leaveProtectionOut }),
  });

  /** The suspected parts; none where no other connection may follow. */
  function inDoubt(): LeftOut[] {
    if (!isReplaceable) return [];
    const known = doubts();
    return leftOutParts.filter((part) => known[part] !== undefined && !proved.has(part));
  }

  return {
    inDoubt,

    /** The likeliest cause among the suspected parts, or among the given ones; null for none. */
    likeliest: (among: readonly LeftOut[] = inDoubt()) => partToLeaveOut(among, hasPath()),

    /** The fact that asks for another connection whose offer lacks `part`; null where that is not possible. */
    replacement(part: LeftOut | null, failure: Failure): NewConnectionNeeded | null {
      if (!isReplaceable || part === null) return null;
      return doubts()[part]?.(failure) ?? null;
    },

    /**
     * The fact that asks for another connection after the offer was refused with `reason`; null where that would not
     * help.
     */
    afterRefusal(reason: unknown): NewConnectionNeeded | null {
      if (!isReplaceable) return null;
      if (reason instanceof NewConnectionNeeded) return reason;
      const failure = isProtected && !proved.has('loss-protection') ? failureOfOffer(reason) : null;
      return failure && leaveProtectionOut(failure);
    },

    /** The parts in use: once the connection is heard, they are proven to work. */
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
