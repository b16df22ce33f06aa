import type { LinkFact } from '../../domain/link/link-fact.ts';
import type { LinkState } from '../../domain/link/link-state.ts';
import type { IceRestart } from '../../signalling/port/signalling.ts';

export interface RestartIceDeps {
  /** Absent before the answer, and where the protocol has no ICE restart. */
  iceRestart(): IceRestart | undefined;
  watch: { link(): Pick<LinkState, 'hasEnded'>; take(fact: LinkFact): void };
  /** Resolves when the connection is free for other descriptions. */
  untilFree(): Promise<void>;
}

/** The ICE restarts of one connection, one at a time, which its watch is told of. */
export function createRestartIce({ iceRestart, watch, untilFree }: RestartIceDeps) {
  let underWay: Promise<boolean> | null = null;

  async function perform(): Promise<boolean> {
    try {
      await untilFree();
      const agreed = (await iceRestart()?.perform()) ?? false;
      if (!agreed) watch.take({ type: 'ice-restart-refused' });
      return agreed;
    } finally {
      underWay = null;
      watch.take({ type: 'ice-restart-ended' });
    }
  }

  return {
    isPossible(): boolean {
      try {
        return !watch.link().hasEnded && underWay === null && iceRestart()?.isPossible() === true;
      } catch {
        return false;
      }
    },

    /**
     * Restarts ICE. Resolves with whether both sides agreed on a new path; `link-heard` says whether it
     * carries anything.
     */
    begin(): Promise<boolean> {
      watch.take({ type: 'ice-restart-began' });
      underWay ??= perform();
      return underWay;
    },
  };
}
