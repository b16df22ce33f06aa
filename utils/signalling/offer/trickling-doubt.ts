import type { Failure } from '../../domain/failure/failure.ts';
import { NewConnectionNeeded } from '../port/new-connection-needed.ts';
import { onceConnected } from '../port/once-connected.ts';

export type TricklingDoubt = ReturnType<typeof createTricklingDoubt>;

/**
 * Whether an adapter sends candidates after its offer, or gathers them first. The status of a request with candidates says
 * little: a server may accept them without any effect, or refuse them where nothing but a token is missing there. So a
 * connection that does not come up by trickling is followed by one that is gathered, and it is learned that the server
 * takes no candidates only where that one, which differs in nothing else, has connected.
 */
export function createTricklingDoubt(isRefused: () => boolean, learnRefused: () => void) {
  let isLeftOut = false;
  let isFirst = false;
  return {
    /** Whether the next offer has to have every candidate in it. */
    gathersFirst: () => isLeftOut || isRefused(),

    /** Gathers first from now on, because of this failure. */
    leaveOut(failure: Failure): NewConnectionNeeded {
      isLeftOut = true;
      isFirst = true;
      return new NewConnectionNeeded('trickling', failure);
    },

    /** Learns from the first connection after {@link leaveOut}, if it connects. */
    follow(peerConnection: RTCPeerConnection, signal: AbortSignal): void {
      if (isFirst) onceConnected(peerConnection, signal, learnRefused);
      isFirst = false;
    },
  };
}
