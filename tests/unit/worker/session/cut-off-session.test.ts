import { expect, it, vi } from 'vitest';
import { findCutOffSession } from '../../../../utils/worker/session/cut-off-session.ts';
import { failed } from '../../domain/builders.ts';

function start({ isNew = true, hasHost = false, isRevived = false } = {}) {
  const findInterrupted = vi.fn(() => Promise.resolve(failed()));
  const found = findCutOffSession({
    host: { exists: () => Promise.resolve(hasHost) },
    lastState: { isNew: () => Promise.resolve(isNew) },
    revive: () => Promise.resolve(isRevived),
    findInterrupted,
  });
  return { found, findInterrupted };
}

it('a session that the end of the browser cut off is found at the first start', async () => {
  await expect(start().found).resolves.toEqual(failed());
});

it.each([
  ['at a later start of the worker', { isNew: false }],
  ['while a host runs', { hasHost: true }],
  ['where a session was restored', { isRevived: true }],
])('nobody looks for a session that was cut off %s', async (_, world) => {
  const { found, findInterrupted } = start(world);
  await expect(found).resolves.toBeNull();
  expect(findInterrupted).not.toHaveBeenCalled();
});
