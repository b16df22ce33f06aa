import { profileKind, type ProfileKind } from './profile-kinds.ts';
import { usernameOf, type Profile, type ServerProfile } from './profile.ts';

/** The member of a kind's profiles that is secret, and whether a profile needs it; null where the kind has none. */
export function secretMember(kind: ProfileKind): { name: string; isRequired: boolean } | null {
  const found = Object.entries(profileKind(kind).members).find(([, { entry }]) => entry === 'secret');
  return found ? { name: found[0], isRequired: found[1].isRequired ?? false } : null;
}

/** The secret of a profile; empty where it has none. */
export function secretOf(profile: Profile): string {
  const member = secretMember(profile.kind);
  return member ? ((profile as unknown as Record<string, string>)[member.name] ?? '') : '';
}

export function withSecret<Server extends Profile>(profile: Server, secret: string): Server {
  const member = secretMember(profile.kind);
  return member ? { ...profile, [member.name]: secret } : profile;
}

/** A profile with this user name, or with none where it is empty. */
export function withUsername<Server extends Profile>(profile: Server, username: string): Server {
  const members = Object.entries(profile).filter(([name]) => name !== 'username');
  return Object.fromEntries([...members, ...(username === '' ? [] : [['username', username]])]) as Server;
}

/** A profile without token, key, user name and TURN credentials, so that it may be kept outside the settings. */
export function withoutSecrets(profile: Profile): Profile {
  if (!('url' in profile)) return profile;
  const iceServers = profile.iceServers.map((server) => ({ ...server, credential: '' }));
  const batch = profile.batch && { batch: { ...profile.batch, token: '' } };
  return withUsername(withSecret({ ...profile, iceServers, ...batch }, ''), '');
}

/**
 * Puts the secrets of one of the settings' profiles into a profile that {@link withoutSecrets} gave; null
 * where that profile is for another server by now, because secrets go only to the server they were entered
 * for.
 */
export function withSecretsOf(bare: Profile, profiles: readonly Profile[]): Profile | null {
  if (!('url' in bare)) return bare;
  const known = profiles.find(({ id }) => id === bare.id);
  if (known?.kind !== bare.kind || known.url !== bare.url) return null;
  const iceServers = withCredentials(bare.iceServers, known.iceServers);
  const token = bare.batch?.url === known.batch?.url ? known.batch?.token : '';
  const batch = bare.batch && { batch: { ...bare.batch, token: token ?? '' } };
  return withUsername(withSecret({ ...bare, iceServers, ...batch }, secretOf(known)), usernameOf(known));
}

type IceServers = ServerProfile['iceServers'];

function withCredentials(bare: IceServers, known: IceServers): IceServers {
  return bare.map((server) => {
    const same = known.find(({ url, username }) => url === server.url && username === server.username);
    return { ...server, credential: same?.credential ?? '' };
  });
}
