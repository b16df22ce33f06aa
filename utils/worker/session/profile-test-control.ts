import { FailureError } from '../../domain/failure/failure.ts';
import type { Settings } from '../../domain/settings/settings.ts';
import { profileOrigins } from '../../domain/profiles/profile-origins.ts';
import type { Profile } from '../../domain/profiles/profile.ts';
import type { HostPort } from './host-port.ts';

export interface ProfileTestControlDeps {
  host: Pick<HostPort, 'ensure' | 'testProfile' | 'cancelProfileTest'>;
  settings: { loadOrDefaults(): Promise<Settings> };
  access: { hasServer(profile: Profile): Promise<boolean> };
  /** Whether a session runs, or is about to. */
  isSessionWanted(): Promise<boolean>;
}

/**
 * Makes the host test a profile, but never beside a session: a server that takes one publisher would end the
 * session.
 */
export function createProfileTestControl({
  host,
  settings,
  access,
  isSessionWanted,
}: ProfileTestControlDeps) {
  let beginning: Promise<unknown> = Promise.resolve();

  async function begin(id: string, profile: Profile): Promise<'begun' | 'session-running'> {
    if (await isSessionWanted()) return 'session-running';
    if (profile.kind !== 'loopback' && !(await access.hasServer(profile))) {
      const { origin } = new URL(profile.url);
      throw new FailureError({ reason: 'server-permission-needed', origin });
    }
    const { profiles, microphone, watch, recovery, attention } = await settings.loadOrDefaults();
    await host.ensure();
    await host.testProfile(id, {
      profile,
      learned: {},
      granted: [...profileOrigins(profiles)],
      microphone,
      watch,
      recovery,
      attention,
      microphoneWasGranted: false,
    });
    return 'begun';
  }

  return {
    start(id: string, profile: Profile): Promise<'begun' | 'session-running'> {
      const begun = begin(id, profile);
      beginning = begun.catch(() => undefined);
      return begun;
    },

    /**
     * Cancels the test, including one that is only about to begin: a host may have to be created for it
     * first.
     */
    async cancel(): Promise<void> {
      await beginning;
      await host.cancelProfileTest();
    },
  };
}
