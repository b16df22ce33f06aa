import type { LearnedFacts } from '../domain/profiles/learned-facts.ts';
import type { Profile } from '../domain/profiles/profile.ts';
import type { SettingsArea } from './settings-store.ts';

const key = 'learnedFacts';

/** The facts by profile and server: a profile that points to another server starts with none. */
type Stored = Record<string, LearnedFacts>;

export function createLearnedFactsStore(area: Pick<SettingsArea, 'get' | 'set'>) {
  const readAll = async () => ((await area.get(key))[key] ?? {}) as Stored;
  const factsOf = async (profile: Profile) => (await readAll())[serverKey(profile)] ?? {};

  return {
    factsOf,
    /** Stores all facts that are known from now on; a stored fact that is not among them is removed. */
    async remember(profile: Profile, facts: LearnedFacts): Promise<void> {
      await area.set({ [key]: { ...(await readAll()), [serverKey(profile)]: facts } });
    },
  };
}

function serverKey(profile: Profile): string {
  const server = profile.kind === 'loopback' ? '' : profile.url;
  return [profile.id, profile.kind, server].join(' ');
}
