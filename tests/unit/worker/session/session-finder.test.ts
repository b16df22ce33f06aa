import { expect, it, vi } from 'vitest';
import type { SessionState } from '../../../../utils/domain/session/session-state.ts';
import { createSessionFinder } from '../../../../utils/worker/session/session-finder.ts';
import { failed, live, recovering, starting, stopping } from '../../domain/builders.ts';
import { fakeHost } from '../fake-host.ts';

const idle: SessionState = { phase: 'idle' };
const sessionId = live().running.session.id;

it.each<[string, SessionState | null, SessionState, string | null, SessionState, 'lost' | 'held']>([
  ['runs where its host says so', live(), starting(), null, live(), 'held'],
  ['has failed where its host says so', failed(), live(), null, failed(), 'held'],
  ['is lost where no host is there', null, live(), null, live(), 'lost'],
  ['is lost while recovering, too', null, recovering(), null, recovering(), 'lost'],
  [
    'is lost in the middle of its end',
    null,
    stopping({ by: 'user' }),
    null,
    stopping({ by: 'user' }),
    'lost',
  ],
  ['is lost where a new host does not know it', idle, live(), null, live(), 'lost'],
  ['is lost where the host ran another one', idle, live(), 'another', live(), 'lost'],
  ['has ended where the host ran it last', idle, live(), sessionId, idle, 'held'],
  ['has failed before, and no host is there', null, failed(), null, failed(), 'held'],
  ['never was', null, idle, null, idle, 'held'],
])('a session %s', async (_, hosted, told, lastSession, state, holding) => {
  const host = fakeHost(hosted, lastSession);
  const finder = createSessionFinder({ host, lastState: { load: () => Promise.resolve(told) } });
  await expect(finder.find()).resolves.toEqual({ state, lost: holding === 'lost' ? state : null });
});

it('a session is where it was told last while its host is too busy to answer', async () => {
  vi.useFakeTimers();
  try {
    const host = fakeHost(live());
    host.state.mockReturnValue(new Promise(() => undefined));
    const finder = createSessionFinder({ host, lastState: { load: () => Promise.resolve(recovering()) } });
    const found = finder.find();
    await vi.advanceTimersByTimeAsync(2000);
    await expect(found).resolves.toEqual({ state: recovering(), lost: null });
  } finally {
    vi.useRealTimers();
  }
});

it('a session is looked for once for all who ask at the same time, and anew for whoever asks later', async () => {
  const load = vi.fn(() => Promise.resolve<SessionState>(idle));
  const finder = createSessionFinder({ host: fakeHost(null), lastState: { load } });
  await Promise.all([finder.find(), finder.find()]);
  expect(load).toHaveBeenCalledOnce();
  await finder.find();
  await Promise.all([finder.findAnew(), finder.findAnew()]);
  expect(load).toHaveBeenCalledTimes(4);
});
