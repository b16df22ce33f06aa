import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { browserEdges } from '../../../../utils/async/edges.ts';
import { createSessionNotifications } from '../../../../utils/worker/browser/session-notifications.ts';
import { createFakeStorage } from '../../../support/fakes/fake-storage.ts';
import { textsOf } from '../../../support/messages.ts';
import { failed, live, recovering, sessionHead } from '../../domain/builders.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A browser with a notification centre, in which service workers come and go. */
function notificationWorld() {
  const world = { isPopupOpen: false, isWanted: true };
  const shown = new Map<string, string>();
  const storage = createFakeStorage();
  const create = vi.fn((id: string, { title }: { title: string }) => {
    shown.set(id, title);
    return Promise.resolve(id);
  });
  const clear = vi.fn((id: string) => Promise.resolve(shown.delete(id)));
  const startWorker = () =>
    createSessionNotifications({
      storage,
      notifications: { create, clear } as never,
      isLookedAt: () => Promise.resolve(world.isPopupOpen),
      isWanted: () => Promise.resolve(world.isWanted),
      texts: textsOf('en'),
      ...browserEdges,
    });
  return { world, shown, create, startWorker, standing: () => [...shown] };
}

describe('the notifications of a session', () => {
  it('tell of a microphone that gives nothing when it has lasted, without anything else happening', async () => {
    const { startWorker, standing } = notificationWorld();
    const notifications = startWorker();
    await notifications.follow(live({ microphone: 'muted' }));
    expect(standing()).toEqual([]);
    await vi.advanceTimersByTimeAsync(15_000);
    expect(standing()).toEqual([['microphone:session-1', 'Your microphone is muted']]);
    await notifications.follow(live());
    expect(standing()).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('are told by the next service worker where one was ended meanwhile, and none is told twice', async () => {
    const { startWorker, create } = notificationWorld();
    const lost = recovering({ since: Date.now() });
    await startWorker().follow(lost);
    vi.clearAllTimers();
    vi.setSystemTime(Date.now() + 30_000);
    await startWorker().follow(lost);
    await startWorker().follow(lost);
    expect(create).toHaveBeenCalledOnce();
  });

  it('go when the popup is opened, and those that become due then never come', async () => {
    const { world, startWorker, standing } = notificationWorld();
    const notifications = startWorker();
    await notifications.follow(failed());
    expect(standing()).toHaveLength(1);
    world.isPopupOpen = true;
    await notifications.follow(failed());
    expect(standing()).toEqual([]);
    await notifications.follow(failed({ session: sessionHead({ id: 'another' }), endedAt: 20_000 }));
    world.isPopupOpen = false;
    await notifications.follow(failed({ session: sessionHead({ id: 'another' }), endedAt: 20_000 }));
    expect(standing()).toEqual([]);
  });

  it('are none where the user wants none', async () => {
    const { world, startWorker, standing } = notificationWorld();
    world.isWanted = false;
    await startWorker().follow(failed());
    expect(standing()).toEqual([]);
  });

  it('are judged one state after the other, however they come', async () => {
    const { startWorker, standing } = notificationWorld();
    const notifications = startWorker();
    await Promise.all([
      notifications.follow(failed()),
      notifications.follow({ phase: 'idle' }),
      notifications.follow(failed({ endedAt: 30_000 })),
    ]);
    expect(standing()).toHaveLength(1);
  });

  it('wait no longer where a clock was set back by months meanwhile', async () => {
    const { startWorker, standing } = notificationWorld();
    const notifications = startWorker();
    await notifications.follow(live({ microphone: 'silent' }));
    vi.setSystemTime(Date.now() - 100 * 86_400_000);
    await notifications.follow(live({ microphone: 'silent' }));
    const scheduled = vi.spyOn(globalThis, 'setTimeout');
    await notifications.follow(live({ microphone: 'silent' }));
    expect(scheduled.mock.calls.map(([, ms]) => ms)).toEqual([15_000]);
    await vi.advanceTimersByTimeAsync(15_000);
    expect(standing()).toHaveLength(1);
  });
});
