import type { Profile, ServerProfile } from './profile.ts';

/** The profile as it may be kept outside the settings: without token, key and TURN credentials. */
export function withoutSecrets(profile: Profile): Profile {
  if (profile.kind === 'loopback') return profile;
  const bare = {
    ...profile,
    iceServers: profile.iceServers.map((server) => ({ ...server, credential: '' })),
  };
  return bare.kind === 'openai-realtime' ? { ...bare, credential: '' } : { ...bare, token: '' };
}

/**
 * The profile that {@link withoutSecrets} gave, with the secrets of one of the settings' profiles; null where that is
 * another server by now: secrets go to no other place than the one they were entered for.
 */
export function withSecretsOf(bare: Profile, profiles: readonly Profile[]): Profile | null {
  if (bare.kind === 'loopback') return bare;
  const known = profiles.find(({ id }) => id === bare.id);
  if (known?.kind !== bare.kind || known.url !== bare.url) return null;
  const whole = { ...bare, iceServers: withCredentials(bare.iceServers, known.iceServers) };
  if (whole.kind === 'openai-realtime')
    return known.kind === whole.kind ? { ...whole, credential: known.credential } : null;
  return 'token' in known ? { ...whole, token: known.token } : null;
}

type IceServers = ServerProfile['iceServers'];

function withCredentials(bare: IceServers, known: IceServers): IceServers {
  return bare.map((server) => {
    const same = known.find(({ url, username }) => url === server.url && username === server.username);
    return { ...server, credential: same?.credential ?? '' };
  });
}
