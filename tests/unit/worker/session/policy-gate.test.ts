import { describe, expect, it, vi } from 'vitest';
import { defaultSettings } from '../../../../utils/domain/settings/settings.ts';
import { FailureError } from '../../../../utils/domain/failure/failure.ts';
import type { SettingsToStart } from '../../../../utils/domain/settings/settings-to-start.ts';
import { createPolicyGate, type PolicyGateDeps } from '../../../../utils/worker/session/policy-gate.ts';

const reading = { ok: true, settings: defaultSettings() } as const;
const found: SettingsToStart = { reading, unconfirmed: null };

/** A browser that answers when the test says so; `isLong` where the wait is long enough to be told. */
function aGate({ isLong }: { isLong: boolean }) {
  const told = Promise.withResolvers<SettingsToStart>();
  const loadToStart = vi.fn<PolicyGateDeps['settings']['loadToStart']>((signal, onWait) => {
    if (isLong) onWait(reading);
    signal.addEventListener('abort', () => told.reject(signal.reason));
    return told.promise;
  });
  const shown: (string | null)[] = [];
  const gate = createPolicyGate({
    settings: { loadToStart },
    onWaiting: (state) =>
      shown.push(state && `${state.phase} ${state.running.session.id} ${state.awaiting.join()}`),
    now: () => 1000,
  });
  const begin = vi.fn(() => Promise.resolve('started' as const));
  return { gate, told, begin, shown };
}

describe('a Start that has to wait for the policy', () => {
  it('is a session that starts, until it has begun', async () => {
    const { gate, told, begin, shown } = aGate({ isLong: true });
    const passed = gate.pass('one', begin);
    expect(gate.state()).toMatchObject({
      phase: 'starting',
      running: { session: { id: 'one', startedAt: 1000 } },
    });
    expect(begin).not.toHaveBeenCalled();
    told.resolve(found);
    await expect(passed).resolves.toBe('started');
    expect(begin).toHaveBeenCalledExactlyOnceWith(found);
    expect(shown).toEqual(['starting one policy', null]);
    expect(gate.state()).toBeNull();
  });

  it('is not shown where it hardly has to wait', async () => {
    const { gate, told, begin, shown } = aGate({ isLong: false });
    told.resolve(found);
    await gate.pass('one', begin);
    expect(shown).toEqual([]);
  });

  it.each([true, false])('can be stopped, and never begins then (shown: %s)', async (isLong) => {
    const { gate, told, begin, shown } = aGate({ isLong });
    const passed = gate.pass('one', begin);
    expect(gate.cancel()).toBe(true);
    expect(gate.state()).toBeNull();
    told.resolve(found);
    await expect(passed).resolves.toBeNull();
    expect(begin).not.toHaveBeenCalled();
    expect(shown.at(-1) ?? null).toBeNull();
    expect(gate.cancel()).toBe(false);
  });

  it('shows at once what the user has muted, and nothing of a mute from before it', async () => {
    const { gate, told, begin } = aGate({ isLong: true });
    gate.setMuted(true);
    const passed = gate.pass('one', begin);
    expect(gate.state()).toMatchObject({ running: { muted: false } });
    gate.setMuted(true);
    expect(gate.state()).toMatchObject({ phase: 'starting', running: { muted: true } });
    gate.setMuted(false);
    expect(gate.state()).toMatchObject({ phase: 'starting', running: { muted: false } });
    told.resolve(found);
    await passed;
    expect(gate.state()).toBeNull();
  });

  it('is one, however often it is asked for', async () => {
    const { gate, told, begin } = aGate({ isLong: true });
    const first = gate.pass('one', begin);
    await expect(gate.pass('one', begin)).resolves.toBeNull();
    await expect(gate.pass('two', begin)).resolves.toBeNull();
    told.resolve(found);
    await first;
    expect(begin).toHaveBeenCalledOnce();
  });

  it('cannot be stopped here once it has begun: a session is stopped where it runs', async () => {
    const { gate, told, begin } = aGate({ isLong: true });
    const beginning = Promise.withResolvers<'started'>();
    begin.mockReturnValue(beginning.promise);
    const passed = gate.pass('one', begin);
    told.resolve(found);
    await vi.waitFor(() => expect(begin).toHaveBeenCalled());
    expect(gate.cancel()).toBe(false);
    beginning.resolve('started');
    await expect(passed).resolves.toBe('started');
  });

  it('fails with the words of a browser that does not answer, and can be tried again', async () => {
    const { gate, told, begin, shown } = aGate({ isLong: true });
    const passed = gate.pass('one', begin);
    told.reject(new FailureError({ reason: 'policy-unanswered' }));
    await expect(passed).rejects.toMatchObject({ failure: { reason: 'policy-unanswered' } });
    expect(shown.at(-1)).toBeNull();
    expect(gate.cancel()).toBe(false);
  });
});
