import { describe, expect, it } from 'vitest';
import { isRunning, type SessionState } from '../../../../utils/domain/session/session-state.ts';
import { createLastStateStore } from '../../../../utils/worker/session/last-state-store.ts';
import { createFakeStorage } from '../../../support/fakes/fake-storage.ts';
import { failed, live, recovering, starting, stopping } from '../../domain/builders.ts';

const states = [starting(), live(), recovering(), stopping(), failed()];
const running = states.filter(isRunning);

/** A state in the form of another version, which had the `running` members beside those of the phase. */
function flat({ running: members, ...own }: (typeof running)[number]): object {
  return { ...own, ...members };
}

/** A worker that has been told nothing in its own life, with a state that an earlier one has stored. */
async function laterWorker(stored: Record<string, unknown> = {}) {
  const area = createFakeStorage();
  await area.set(stored);
  return createLastStateStore(area);
}

describe('the last state that a host has told', () => {
  it.each(states.map((state) => [state.phase, state] as const))(
    'is known to a later worker: %s',
    async (_, state) => {
      const area = createFakeStorage();
      await createLastStateStore(area).save(state);
      const later = createLastStateStore(area);
      await expect(later.load()).resolves.toEqual(state);
      await expect(later.isNew()).resolves.toBe(false);
      await expect(later.underWay()).resolves.toEqual(isRunning(state) ? state : null);
    },
  );

  it.each(running.map((state) => [state.phase, state] as const))(
    'counts as none where another version of the extension has told it in its own form: %s',
    async (_, state) => {
      const later = await laterWorker({ sessionState: flat(state), sessionUnderWay: flat(state) });
      await expect(later.load()).resolves.toEqual({ phase: 'idle' });
      await expect(later.isNew()).resolves.toBe(true);
      await expect(later.underWay()).resolves.toBeNull();
    },
  );

  it.each<SessionState>([stopping(), failed()])(
    'is the same in every version where nothing runs: %o',
    async (state) => {
      await expect((await laterWorker({ sessionState: state })).load()).resolves.toEqual(state);
    },
  );
});
