import type { RetentionMemory } from './retention-rule.ts';
import type { RetentionMemoryStore } from './retention.ts';

const key = 'retention';

interface Area {
  get(key: string): Promise<Record<string, unknown>>;
  set(items: Record<string, unknown>): Promise<void>;
}

/** Stores what the retention rule remembers in `storage.local`, which outlives the browser. */
export function createRetentionMemory(area: Area): RetentionMemoryStore {
  return {
    load: async () => ((await area.get(key))[key] as RetentionMemory | undefined) ?? null,
    save: (memory) => area.set({ [key]: memory }),
  };
}
