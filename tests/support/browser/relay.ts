import { startCoturn, type Coturn } from '../peers/coturn.ts';
import { startUdpForwarder, type UdpForwarder } from '../peers/udp-forwarder.ts';
import { withServer } from './fixtures.ts';

/** Starts a TURN server for each test of a file, and before it a forwarder that can drop packets or forget their paths. */
export function withRelay() {
  let coturn: Coturn;
  let forwarder: UdpForwarder;
  withServer(
    () => startCoturn(),
    (given) => {
      coturn = given;
    },
  );
  withServer(
    () => startUdpForwarder(Number(/:(\d+)\?/.exec(coturn.turnUrl())?.[1])),
    (given) => {
      forwarder = given;
    },
  );
  return {
    forwarder: () => forwarder,
    /** The members of a profile whose audio takes this relay and no other path. */
    only: () => ({
      iceServers: [
        {
          url: `turn:127.0.0.1:${String(forwarder.port)}`,
          username: coturn.username,
          credential: coturn.credential,
        },
      ],
      iceTransportPolicy: 'relay' as const,
    }),
  };
}
