import { shownName, shownNames } from '../domain/names/shown-names.ts';
import type { ProfileKind } from '../domain/profiles/profile-kinds.ts';
import { profileKindText } from './profile-kind-texts.ts';
import type { Texts } from './texts.ts';

/** The parts of a profile by which it is recognised, as settings and history have them. */
export interface ProfileLike {
  id: string;
  name: string;
  kind: ProfileKind;
  /** The address of its server, or the origin of that; absent or null for loopback. */
  url?: string | null;
}

/** What is shown for each profile, by its id; two of one name are told apart by host, kind or number. */
export function profileNames(texts: Texts, profiles: readonly ProfileLike[]): ReadonlyMap<string, string> {
  const each = [...new Map(profiles.map((profile) => [profile.id, profile])).values()];
  const names = shownNames(
    each.map(({ name, kind, url }) => {
      const unnamed = profileKindText(texts, kind);
      return {
        name: ownName(texts, name, kind),
        unnamed,
        marks: [(url && URL.parse(url)?.host) ?? '', unnamed],
      };
    }),
  );
  return new Map(each.map(({ id }, index) => [id, names[index] ?? '']));
}

/** What is shown for a profile that stands alone. */
export function profileName(texts: Texts, { name, kind }: Pick<ProfileLike, 'name' | 'kind'>): string {
  return shownName(ownName(texts, name, kind), profileKindText(texts, kind));
}

/** The profile that a fresh install has was named by nobody, so its name is in the reader's language. */
function ownName({ t }: Texts, name: string, kind: ProfileKind): string {
  return kind === 'loopback' && name === 'Loopback' ? t('profile_loopback') : name;
}

/** What is shown for a microphone that stands alone; a device may have no label. */
export function microphoneName({ t }: Texts, label: string): string {
  return shownName(label, t('session_unknown'));
}
