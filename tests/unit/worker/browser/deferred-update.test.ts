import { describe, expect, it, vi } from 'vitest';
import type { SessionState } from '../../../../utils/domain/session/session-state.ts';
import { createDeferredUpdate } from '../../../../utils/worker/browser/deferred-update.ts';
import { failed, live, recovering, starting, stopping } from '../../domain/builders.ts';

function world(state: SessionState, contexts: string[] = []) {
  const now = { state, contexts, isIdle: true };
  const alarms = {
    create: vi.fn(() => Promise.resolve()),
    clear: vi.fn(() => Promise.resolve(true)),
  };
  const reload = vi.fn();
  const getContexts = () =>
    Promise.resolve(['BACKGROUND', ...now.contexts].map((contextType) => ({ contextType })) as never);
  const update = createDeferredUpdate({
    alarms,
    runtime: { reload, getContexts },
    state: () => Promise.resolve(now.state),
    isIdle: () => Promise.resolve(now.isIdle),
  });
  return { update, now, alarms, reload };
}

const alarm = { name: 'update' };

describe('an update of the extension', () => {
  it('is applied at once where nothing is going on', async () => {
    const { update, alarms, reload } = world({ phase: 'idle' });
    await update.onAvailable();
    expect(reload).toHaveBeenCalledOnce();
    expect(alarms.clear).toHaveBeenCalledOnce();
  });

  it.each<[string, SessionState, string[]]>([
    ['a session starts', starting(), []],
    ['a session is live', live(), []],
    ['a session recovers', recovering(), []],
    ['a session stops', stopping(), []],
    ['a failure stands there unread', failed(), []],
    ['the host has not stored its log yet', { phase: 'idle' }, ['OFFSCREEN_DOCUMENT']],
    ['a page may hold something half entered', { phase: 'idle' }, ['TAB']],
    ['the popup is open', { phase: 'idle' }, ['POPUP']],
  ])('waits while %s, and comes when that is over', async (_name, state, contexts) => {
    const { update, now, alarms, reload } = world(state, contexts);
    await update.onAvailable();
    await update.onAlarm(alarm);
    expect(alarms.create).toHaveBeenCalledExactlyOnceWith('update', { periodInMinutes: 0.5 });
    expect(reload).not.toHaveBeenCalled();
    Object.assign(now, { state: { phase: 'idle' }, contexts: [] });
    await update.onAlarm(alarm);
    expect(reload).toHaveBeenCalledOnce();
  });

  it('waits while a session is about to start that is in no state yet', async () => {
    const { update, now, reload } = world({ phase: 'idle' });
    now.isIdle = false;
    await update.onAvailable();
    expect(reload).not.toHaveBeenCalled();
    now.isIdle = true;
    await update.onAlarm(alarm);
    expect(reload).toHaveBeenCalledOnce();
  });

  it('is no matter of another alarm', async () => {
    const { update, reload } = world({ phase: 'idle' });
    await update.onAlarm({ name: 'watchdog' });
    expect(reload).not.toHaveBeenCalled();
  });
});
