import type { LearnedFacts } from '../domain/profiles/learned-facts.ts';
import type { Profile } from '../domain/profiles/profile.ts';
import type { SettingsArea } from './settings-store.ts';

const key = 'learnedFacts';

/**
 * The facts by profile and server: a profile that points to another server starts with none. The server is a
 * digest, because an address may hold a stream key.
 */
type Stored = Record<string, LearnedFacts>;

export function createLearnedFactsStore(area: Pick<SettingsArea, 'get' | 'set'>) {
  const readAll = async () => ((await area.get(key))[key] ?? {}) as Stored;
  const ofProfile = async (all: Stored, profile: Profile) =>
    all[await serverKey(profile)] ?? all[plainKey(profile)];

  return {
    factsOf: async (profile: Profile): Promise<LearnedFacts> =>
      (await ofProfile(await readAll(), profile)) ?? {},

    /** Stores all facts that are known from now on; a stored fact that is not among them is removed. */
    async remember(profile: Profile, facts: LearnedFacts): Promise<void> {
      const own = await serverKey(profile);
      const others = Object.entries(await readAll()).filter(([name]) => !name.startsWith(`${profile.id} `));
      await area.set({ [key]: { ...Object.fromEntries(others), [own]: facts } });
    },

    /** Forgets what was learned of servers that none of these profiles is for. */
    async keepOnly(profiles: readonly Profile[]): Promise<void> {
      const all = await readAll();
      const kept: Stored = {};
      for (const profile of profiles) {
        const facts = await ofProfile(all, profile);
        if (facts) kept[await serverKey(profile)] = facts;
      }
      const names = Object.keys(all);
      if (names.some((name) => !(name in kept))) await area.set({ [key]: kept });
    },
  };
}

async function serverKey(profile: Profile): Promise<string> {
  const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(plainKey(profile)));
  const digest = Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${profile.id} ${digest}`;
}

/** The key of earlier versions. */
function plainKey(profile: Profile): string {
  const server = profile.kind === 'loopback' ? '' : profile.url;
  return [profile.id, profile.kind, server].join(' ');
}
