import type { ProfileKind } from '../../domain/profiles/profile-kinds.ts';
import type { Profile } from '../../domain/profiles/profile.ts';
import type { Signalling } from './signalling.ts';
import type { SignallingDeps } from './signalling-deps.ts';

/** Makes the signalling for a profile of one kind. */
export type Adapter<Kind extends ProfileKind> = (
  profile: Extract<Profile, { kind: Kind }>,
  deps: SignallingDeps,
) => Signalling;
