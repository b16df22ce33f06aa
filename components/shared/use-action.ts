import { shallowRef, type ShallowRef } from 'vue';
import { toFailure, type Failure } from '../../utils/domain/failure/failure.ts';

export interface Action<Args extends unknown[]> {
  /** Never rejects: what went wrong is in `failure`. Does nothing while the action still runs. */
  run(this: void, ...args: Args): Promise<void>;
  running: Readonly<ShallowRef<boolean>>;
  failure: Readonly<ShallowRef<Failure | null>>;
  forget(this: void): void;
}

/** Something that a click starts, so that what goes wrong is shown at the place of the click. */
export function useAction<Args extends unknown[]>(act: (...args: Args) => Promise<unknown>): Action<Args> {
  const running = shallowRef(false);
  const failure = shallowRef<Failure | null>(null);

  async function run(...args: Args): Promise<void> {
    if (running.value) return;
    running.value = true;
    failure.value = null;
    try {
      await act(...args);
    } catch (caught) {
      failure.value = toFailure(caught);
    } finally {
      running.value = false;
    }
  }

  return {
    run,
    running,
    failure,
    forget: () => {
      failure.value = null;
    },
  };
}
