import { vi } from 'vitest';
import type { Microphone } from '../../../utils/audio/microphone/microphone.ts';
import type { SignallingSession } from '../../../utils/signalling/port/signalling.ts';
import type { FakePeerConnection } from '../../support/fakes/fake-peer-connection.ts';
import { fakeMicrophone, sessionWorld, type Meddle } from './session-world.ts';

/**
 * A world that plays its own part: its server accepts every offer, its microphone opens, and every open
 * connection is heard. `delays` are the milliseconds that the two take, at most one step of 50 beside.
 */
export function playingWorld(meddle?: Meddle, delays = { answer: 0, microphone: 0 }) {
  const world = sessionWorld(meddle);
  const edge: Meddle = meddle ?? ((_name, own) => own);
  const heard = new Set<FakePeerConnection>();
  const session: SignallingSession = {
    end: edge('session.end', () => Promise.resolve()),
    isReleased: () => true,
    sendKeepalive: edge('session.sendKeepalive', () => true),
    iceRestart: {
      isPossible: edge('iceRestart.isPossible', () => true),
      perform: edge('iceRestart.perform', () => Promise.resolve(false)),
    },
  };
  /** Does what an adapter asks of the browser, and what the network makes of it. */
  async function accept({ peerConnection, resolve, reject }: (typeof world.negotiations)[number]) {
    try {
      await peerConnection.createOffer();
      await peerConnection.setLocalDescription();
    } catch (reason) {
      return reject(reason);
    }
    resolve(session);
    heard.add(peerConnection);
    peerConnection.flow(5, Date.now());
    return peerConnection.become('connected', 'connected');
  }
  // Its puller has nothing to send late, and so is level at once.
  world.pullerControls.catchUp.mockImplementation(() => world.puller().onBacklog({ type: 'pause-reached' }));
  let negotiated = 0;
  let opened = 0;
  const microphones: Microphone[] = [];
  const later = (ms: number, run: () => void) => (ms === 0 ? run() : void setTimeout(run, ms));
  const play = () => {
    for (const negotiation of world.negotiations.slice(negotiated))
      later(delays.answer, () => void accept(negotiation));
    negotiated = world.negotiations.length;
    for (const { resolve, promise } of world.openings.slice(opened)) {
      later(delays.microphone, () => resolve(fakeMicrophone().microphone));
      // One that was aborted gets none.
      void promise.then(
        (microphone) => microphones.push(microphone),
        () => undefined,
      );
    }
    opened = world.openings.length;
    for (const connection of heard) connection.flow(10, Date.now());
  };
  const playing = setInterval(play, 50);
  return {
    ...world,
    loseAll() {
      for (const connection of heard) connection.become('failed', 'failed');
      heard.clear();
    },
    /** How many microphones were opened and not closed again. */
    openMicrophones: () => microphones.filter(({ close }) => !vi.mocked(close).mock.calls.length).length,
    /** Does at once what is due. */
    play,
    end: () => clearInterval(playing),
  };
}
