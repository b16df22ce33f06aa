import { vi } from 'vitest';
import { FailureError, type Failure } from '../../../utils/domain/failure/failure.ts';
import type { WhipProfile } from '../../../utils/domain/profiles/profile.ts';
import type { StartRequest } from '../../../utils/domain/session/start-request.ts';
import type { SignallingSession } from '../../../utils/signalling/port/signalling.ts';
import type { FakePeerConnection } from '../../support/fakes/fake-peer-connection.ts';
import { sessionWorld, startRequest, type Meddle } from './session-world.ts';

export const whip: WhipProfile = {
  id: 'studio',
  name: 'Studio',
  kind: 'whip',
  url: 'https://ingest.example/whip',
  token: '',
  iceServers: [],
  iceTransportPolicy: 'all',
};

/**
 * A live session that recovers; its far side was heard at its beginning, and is not heard again by itself.
 */
export async function liveWorld(
  overrides: Partial<StartRequest> = {},
  {
    canRestartIce = false,
    ...special
  }: { canRestartIce?: boolean } & Pick<SignallingSession, 'isReleased' | 'sendKeepalive'> = {},
  meddle?: Meddle,
) {
  const world = sessionWorld(meddle);
  const recovery = { mode: 'recover', giveUpAfterMs: null } as const;
  world.runner.start(startRequest(whip, { recovery, ...overrides }));
  const { microphone, track } = await world.goLive({
    ...(canRestartIce ? { iceRestart: world.iceRestart } : {}),
    ...special,
  });
  const first = world.connection();
  const lose = async () => {
    first.become('failed', 'failed');
    await vi.advanceTimersByTimeAsync(0);
  };
  /** Makes the server accept the newest connection, and acknowledge media on it. */
  const accept = async (connection: FakePeerConnection = world.connection()) => {
    world.negotiation().resolve({ end: world.ended });
    connection.flow(5, Date.now());
    connection.become('connected', 'connected');
    await vi.advanceTimersByTimeAsync(100);
  };
  const refuse = async (failure: Failure) => {
    world.negotiation().reject(new FailureError(failure));
    await vi.advanceTimersByTimeAsync(0);
  };
  /** Keeps the far side of this connection heard, from now on until the returned function is called. */
  const keepHearing = (connection: FakePeerConnection, relayUrl?: string) => {
    const hear = () => connection.flow(10, Date.now(), { relayUrl });
    hear();
    const timer = setInterval(hear, 100);
    return () => clearInterval(timer);
  };
  const openConnections = () => world.connections.filter(({ closed }) => !closed);
  const logged = (kind: string) => world.events.filter((event) => event.kind === kind);
  return { ...world, microphone, track, first, lose, accept, refuse, keepHearing, openConnections, logged };
}
