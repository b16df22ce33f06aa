import type { SessionEventBody } from './session-event.ts';
import type { SessionHead } from './session-state.ts';
import type { StartRequest } from './start-request.ts';

/** Which session a Start makes. `startedAt` is epoch milliseconds. */
export function sessionHead(
  { profile, recovery }: Pick<StartRequest, 'profile' | 'recovery'>,
  id: string,
  startedAt: number,
): SessionHead {
  return {
    id,
    startedAt,
    profile: { id: profile.id, name: profile.name, kind: profile.kind },
    policy: recovery.mode,
  };
}

/** The first event of a session’s log: what it was started with, without a secret. */
export function sessionStarted(
  { profile, recovery, watch }: Pick<StartRequest, 'profile' | 'recovery' | 'watch'>,
  session: SessionHead,
): SessionEventBody {
  const isServer = profile.kind !== 'loopback';
  return {
    kind: 'session-started',
    profile: session.profile,
    serverOrigin: isServer ? new URL(profile.url).origin : null,
    iceServerCount: isServer ? profile.iceServers.length : 0,
    iceTransportPolicy: isServer ? profile.iceTransportPolicy : 'all',
    watch,
    recovery,
  };
}
