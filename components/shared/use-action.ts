import { shallowRef, type ShallowRef } from 'vue';
import { toFailure, type Failure } from '../../utils/domain/failure/failure.ts';

export interface Action<Args extends unknown[]> {
  /**
   * Runs the action. Never rejects, since an error is in `failure`. Does nothing while the action is still
   * running.
   */
  run(this: void, ...args: Args): Promise<void>;
  running: Readonly<ShallowRef<boolean>>;
  failure: Readonly<ShallowRef<Failure | null>>;
  forget(this: void): void;
}

/**
 * An action that a click starts, with its failure, so that the failure is shown at the place of the click.
 */
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
