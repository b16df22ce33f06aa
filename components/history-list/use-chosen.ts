import { computed, shallowRef, type ComputedRef, type ShallowRef } from 'vue';
import type { SessionSummary } from '../../utils/history/catalogue/session-query.ts';

export interface Chosen {
  ids: Readonly<ShallowRef<ReadonlySet<string>>>;
  /** The chosen sessions that are in the list, in its order. */
  sessions: ComputedRef<readonly SessionSummary[]>;
  /** Chooses a session or undoes the choice; with `from`, chooses all sessions between the two. */
  choose(this: void, index: number, from: number | null): void;
  chooseAll(this: void): void;
  chooseNone(this: void): void;
}

/** The sessions that the user has chosen for an action; a running session cannot be chosen. */
export function useChosen(sessions: () => readonly SessionSummary[]): Chosen {
  const ids = shallowRef<ReadonlySet<string>>(new Set());
  const idsOf = (some: readonly SessionSummary[]) =>
    some.filter(({ outcome }) => outcome !== 'running').map(({ id }) => id);

  return {
    ids,
    sessions: computed(() => sessions().filter(({ id }) => ids.value.has(id))),
    choose(index, from) {
      const [first, last] = [Math.min(index, from ?? index), Math.max(index, from ?? index)];
      const touched = idsOf(sessions().slice(first, last + 1));
      const next = new Set(ids.value);
      for (const id of touched) {
        if (from === null && next.has(id)) next.delete(id);
        else next.add(id);
      }
      ids.value = next;
    },
    chooseAll: () => {
      ids.value = new Set(idsOf(sessions()));
    },
    chooseNone: () => {
      ids.value = new Set();
    },
  };
}
