import { expect, it, vi } from 'vitest';
import type { Failure } from '../../../../utils/domain/failure/failure.ts';
import type { SessionState } from '../../../../utils/domain/session/session-state.ts';
import { createLostSession } from '../../../../utils/worker/session/lost-session.ts';
import type { UnderWay } from '../../../../utils/worker/session/session-finder.ts';
import { live, recovering, sessionHead, starting, stopping } from '../../domain/builders.ts';

const idle: SessionState = { phase: 'idle' };
const session = sessionHead({ policy: 'recover' });
const hostGone: Failure = { reason: 'host-gone' };
const behind = live({ session });
const delivering = { ...behind, running: { ...behind.running, stopsWhenDelivered: true as const } };

interface World {
  /** The state or failure that another host goes on with; an error where none could be made. */
  goesOn?: SessionState | Failure | Error;
  isWithdrawn?: boolean;
}

function lost({ goesOn = recovering({ session }), isWithdrawn = false }: World = {}) {
  const ended: string[] = [];
  const end = (how: string, failure?: Failure) => {
    ended.push(failure ? `${how} ${failure.reason}` : how);
    return Promise.resolve(idle);
  };
  const takeOver = createLostSession({
    lastState: { load: () => Promise.resolve(behind) },
    intent: { isWithdrawn: () => Promise.resolve(isWithdrawn) },
    ending: {
      stopped: () => end('stopped'),
      lost: (_session, failure) => end('lost', failure),
      failed: (_session, failure) => end('failed', failure),
    },
    goOn: vi.fn(() => (goesOn instanceof Error ? Promise.reject(goesOn) : Promise.resolve(goesOn))),
  });
  return { takeOver, ended };
}

it.each<[string, UnderWay, World, string[]]>([
  ['goes on in a new host', live({ session }), {}, []],
  ['goes on while it recovers', recovering({ session }), {}, []],
  ['is stopped where its user has stopped it', live({ session }), { isWithdrawn: true }, ['stopped']],
  ['is stopped where it was only to send what was said', delivering, {}, ['stopped']],
  ['is stopped in the middle of a Stop', stopping({ by: 'user' }), {}, ['stopped']],
  [
    'fails in the middle of a failure',
    stopping({ by: 'failure', failure: { reason: 'connect-timeout' } }),
    {},
    ['failed connect-timeout'],
  ],
  ['is lost where it has not begun', starting({ session }), {}, ['lost host-gone']],
  [
    'is lost where the user wants no recovery',
    live({ session: sessionHead({ policy: 'stop-and-tell' }) }),
    {},
    ['lost host-gone'],
  ],
  ['is lost where it cannot go on', live({ session }), { goesOn: hostGone }, ['lost host-gone']],
  [
    'is left for the watchdog where no host could be made',
    live({ session }),
    { goesOn: new Error('none') },
    [],
  ],
])('a session whose host is gone %s', async (_, last, given, ended) => {
  const { takeOver, ended: was } = lost(given);
  await takeOver(last, new AbortController().signal);
  expect(was).toEqual(ended);
});

it('a take-over that a Stop has overtaken rejects, and ends nothing', async () => {
  const { takeOver, ended } = lost();
  await expect(takeOver(live({ session }), AbortSignal.abort(new Error('overtaken')))).rejects.toThrow(
    'overtaken',
  );
  expect(ended).toEqual([]);
});
