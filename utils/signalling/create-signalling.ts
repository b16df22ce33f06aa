import type { ProfileKind } from '../domain/profiles/profile-kinds.ts';
import type { Profile } from '../domain/profiles/profile.ts';
import { withServerChannels } from './channels/server-channels.ts';
import type { Adapter } from './port/adapter.ts';
import type { Signalling } from './port/signalling.ts';
import type { SignallingDeps } from './port/signalling-deps.ts';

/**
 * The adapter of every kind of server, by its file: a kind's row is loaded by every page, and its adapter by the host alone, so
 * that the row can't name it. A test asks for the file of each kind.
 */
const adapters = import.meta.glob<Adapter<ProfileKind>>('./*/*-adapter.ts', {
  eager: true,
  import: 'default',
});

/**
 * Makes the signalling for a profile. Its ICE servers are expected in the peer connection's configuration.
 *
 * @throws RangeError where its kind has no adapter, which that test rules out
 */
export function createSignalling(profile: Profile, deps: SignallingDeps): Signalling {
  const { kind } = profile;
  const adapter = adapters[`./${kind}/${kind}-adapter.ts`];
  if (!adapter) throw new RangeError(`there is no adapter for ${kind}`);
  const signalling = adapter(profile, deps);
  // A loopback's receiver is our own, and sends no text.
  return kind === 'loopback' ? signalling : withServerChannels(deps, signalling);
}
