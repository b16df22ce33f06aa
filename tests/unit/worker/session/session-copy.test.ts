import { describe, expect, it } from 'vitest';
import type { SessionState } from '../../../../utils/domain/session/session-state.ts';
import { createSessionCopy } from '../../../../utils/worker/session/session-copy.ts';
import { createFakeStorage } from '../../../support/fakes/fake-storage.ts';
import { failed, live, recovering, starting, stopping } from '../../domain/builders.ts';

const told = { sessionState: 'as it was told', startRequest: 'as it was made' };

function world() {
  const local = createFakeStorage();
  const clock = { now: 1_000_000 };
  const windows = { open: [7, 9] };
  const management = { installType: 'admin' };
  /** The storage and browser of an extension that was just loaded. */
  const load = async (content: Record<string, unknown> = {}) => {
    const session = createFakeStorage();
    await session.set(content);
    const getAll = () => Promise.resolve(windows.open.map((id) => ({ id })) as never);
    return {
      session,
      copy: createSessionCopy({
        session,
        local,
        windows: { getAll },
        management: { getSelf: () => Promise.resolve({ ...management } as never) },
        now: () => clock.now,
      }),
    };
  };
  return { local, clock, windows, management, load };
}

describe('a session of an extension that the browser ended', () => {
  it.each<[string, SessionState]>([
    ['live', live()],
    ['recovering', recovering()],
  ])('is known of again when the extension is loaded again a moment later: %s', async (_name, state) => {
    const { load, clock } = world();
    await (await load(told)).copy.keep(state);
    clock.now += 60_000;
    const { copy, session } = await load();
    await expect(copy.revive()).resolves.toBe(true);
    expect(await session.get()).toEqual(told);
  });

  it.each(['development', 'normal', 'sideload', 'other'])(
    'is not gone on with where a user may have switched it off and on: installed as %s',
    async (installType) => {
      const { load, management, local } = world();
      await (await load(told)).copy.keep(live());
      management.installType = installType;
      const { copy, session } = await load();
      await expect(copy.revive()).resolves.toBe(false);
      expect(await session.get()).toEqual({});
      await copy.keep(live());
      expect(await local.get()).toEqual({});
    },
  );

  it('is known of where one of the windows is still there', async () => {
    const { load, windows } = world();
    await (await load(told)).copy.keep(live());
    windows.open = [9, 11];
    await expect((await load()).copy.revive()).resolves.toBe(true);
  });

  it.each<[string, (world: { clock: { now: number }; windows: { open: number[] } }) => void]>([
    ['the browser was started anew, and has other windows', ({ windows }) => (windows.open = [60])],
    ['nobody can say so, for there is no window', ({ windows }) => (windows.open = [])],
    ['that was minutes ago', ({ clock }) => (clock.now += 91_000)],
  ])('is not gone on with where %s', async (_name, change) => {
    const all = world();
    await (await all.load(told)).copy.keep(live());
    change(all);
    const { copy, session } = await all.load();
    await expect(copy.revive()).resolves.toBe(false);
    expect(await session.get()).toEqual({});
  });

  it('is not gone on with where another version of the extension has told its state', async () => {
    const { load } = world();
    const { running, ...flat } = live();
    await (await load({ sessionState: { ...flat, ...running } })).copy.keep(live());
    const { copy, session } = await load();
    await expect(copy.revive()).resolves.toBe(false);
    expect(await session.get()).toEqual({});
  });

  it.each<[string, SessionState]>([
    ['idle', { phase: 'idle' }],
    ['starting', starting()],
    ['stopping', stopping({ by: 'user' })],
    ['failed', failed()],
  ])('is forgotten once it is %s', async (_name, state) => {
    const { load, local } = world();
    const { copy } = await load(told);
    await copy.keep(live());
    await copy.keep(state);
    expect(await local.get()).toEqual({});
    await expect((await load()).copy.revive()).resolves.toBe(false);
  });
});
