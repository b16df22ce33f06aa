import type { Observation } from '../../domain/session/observation.ts';
import type { SignallingDeps } from '../../signalling/port/signalling-deps.ts';
import type { PeerConnectionFact } from './peer-connection-fact.ts';

/** The facts of a peer connection that are only observed. */
export type ObservedFact = Extract<
  PeerConnectionFact,
  { type: 'candidate-pair-selected' | 'codec-selected' | 'gaps-watched' | 'ice-server-failed' }
>;

/** The entry of the log that a fact becomes. */
export function observationOf(fact: ObservedFact): Observation {
  switch (fact.type) {
    case 'candidate-pair-selected':
      return { kind: 'candidate-pair-selected', pair: fact.pair };
    case 'codec-selected':
      return { kind: 'codec-selected', codec: fact.codec };
    case 'gaps-watched':
      return { kind: 'gaps-watched', fromMs: fact.fromMs };
    case 'ice-server-failed': {
      const { type: _, ...error } = fact;
      return { kind: 'ice-server-failed', ...error };
    }
  }
}

/** Logs each ICE server and origin once per connection, however many peer connections it makes. */
export function observeOnce(
  observe: (event: Observation) => void,
): Pick<SignallingDeps, 'onIceServerLeftOut' | 'onCredentialsWithheld' | 'onSessionUrlUnused'> {
  const logged = new Set<string>();
  const once = (about: string, event: Observation) => {
    if (!logged.has(about)) observe(event);
    logged.add(about);
  };
  return {
    onIceServerLeftOut: ({ url, problem }) => once(url, { kind: 'ice-server-left-out', url, problem }),
    onSessionUrlUnused: (origin, why) =>
      once(`${why} ${origin}`, { kind: 'session-url-unused', origin, why }),
    onCredentialsWithheld: (origin) => once(origin, { kind: 'credentials-withheld', origin }),
  };
}
