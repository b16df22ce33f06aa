import { expect, it } from 'vitest';
import { observationOf, observeOnce } from '../../../../utils/host/connections/connection-log.ts';
import type { Observation } from '../../../../utils/domain/session/observation.ts';

it('a fact of a peer connection that is only observed is logged with all that it comes with', () => {
  const error = { url: 'stun:192.0.2.1', errorCode: 701, errorText: 'no answer' };
  expect(observationOf({ type: 'ice-server-failed', ...error })).toEqual({
    kind: 'ice-server-failed',
    ...error,
  });
  expect(observationOf({ type: 'gaps-watched', fromMs: 400 })).toEqual({ kind: 'gaps-watched', fromMs: 400 });
});

it('an ICE server that is left out, and an origin without credentials, are logged once each', () => {
  const logged: Observation[] = [];
  const once = observeOnce((event) => logged.push(event));
  for (let connection = 0; connection < 3; connection += 1) {
    once.onIceServerLeftOut({ url: 'stun:one', problem: 'ice-url-invalid' });
    once.onIceServerLeftOut({ url: 'stun:two', problem: 'ice-url-invalid' });
    once.onCredentialsWithheld?.('https://elsewhere.example');
    once.onSessionUrlUnused('https://elsewhere.example', 'unasked');
  }
  expect(logged).toEqual([
    { kind: 'ice-server-left-out', url: 'stun:one', problem: 'ice-url-invalid' },
    { kind: 'ice-server-left-out', url: 'stun:two', problem: 'ice-url-invalid' },
    { kind: 'credentials-withheld', origin: 'https://elsewhere.example' },
    { kind: 'session-url-unused', origin: 'https://elsewhere.example', why: 'unasked' },
  ]);
});
