import type { IceServer } from '../domain/profiles/ice-server.ts';
import {
  profileKind,
  type BatchEndpoint,
  type MemberChoice,
  type UsualName,
} from '../domain/profiles/profile-kinds.ts';
import { secretMember } from '../domain/profiles/profile-secrets.ts';
import type { Profile } from '../domain/profiles/profile.ts';
import {
  isChoicePath,
  type ChoicePath,
  type NullablePath,
  type SettingAt,
  type SettingPath,
} from '../domain/settings/setting-paths.ts';
import type { SettingsChange } from '../domain/settings/settings-changes.ts';
import type { Settings } from '../domain/settings/settings.ts';
import { keyPart, type KeyPart } from './key-part.ts';
import { isVisible } from '../domain/names/shown-names.ts';
import { usualChoiceTexts } from './profile-field-texts.ts';
import { profileKindText } from './profile-kind-texts.ts';
import { profileNames } from './name-texts.ts';
import type { TextKey, Texts } from './texts.ts';

/** One change in a sentence. */
export function settingsChangeText(
  texts: Texts,
  change: SettingsChange,
  before: Settings,
  after: Settings,
): string {
  const { t } = texts;
  const names = profileNames(texts, [...before.profiles, ...after.profiles]);
  const nameOf = (id: unknown) => names.get(String(id)) ?? String(id);
  switch (change.type) {
    case 'profile-added':
      return t(
        'change_profile_added',
        nameOf(change.profile.id),
        profileKindText(texts, change.profile.kind),
      );
    case 'profile-removed':
      return t('change_profile_removed', nameOf(change.profile.id));
    case 'profile-replaced':
      return t(
        'change_profile_replaced',
        nameOf(change.profile.id),
        profileKindText(texts, change.profile.kind),
      );
    case 'profiles-reordered':
      return t('change_profiles_reordered');
    case 'profile-field': {
      const { profile } = change;
      const field = change.field as ProfileMember;
      const label = memberLabel(texts, field);
      const [was, is] = [
        memberWords(texts, profile, field, change.before),
        memberWords(texts, profile, field, change.after),
      ];
      const isHidden = secretMember(profile.kind)?.name === field || field === 'username' || was === is;
      if (isHidden) return t('change_profile_hidden', nameOf(profile.id), label);
      return t('change_profile_value', nameOf(profile.id), label, was, is);
    }
    case 'value': {
      const path = change.path as SettingPath;
      const label = settingLabel(texts, path);
      // An id means nothing to anybody.
      if (path === 'microphone.deviceId') return t('change_hidden', label);
      const [was, is] =
        path === 'activeProfileId'
          ? [nameOf(change.before), nameOf(change.after)]
          : [settingWords(texts, path, change.before), settingWords(texts, path, change.after)];
      return t('change_value', label, was, is);
    }
  }
}

/** What a setting is called. */
export function settingLabel({ t }: Texts, path: SettingPath): string {
  return t(`setting_${keyPart(path)}`);
}

type ChoiceKey<Path extends ChoicePath> = Path extends ChoicePath
  ? `setting_${KeyPart<Path>}_${KeyPart<SettingAt<Path> & string>}`
  : never;

function settingWords(texts: Texts, path: SettingPath, value: unknown): string {
  if (value === null) return texts.t(`setting_${keyPart(path as NullablePath)}_none`);
  if (typeof value !== 'string' || !isChoicePath(path)) return plainWords(texts, path, value);
  const key = `setting_${keyPart(path)}_${keyPart(value)}` as ChoiceKey<ChoicePath> satisfies TextKey;
  return texts.t(key);
}

type ProfileMember = Exclude<
  Profile extends infer Each ? (Each extends unknown ? keyof Each : never) : never,
  'id' | 'kind'
>;

/** By its name in the form; where that says more than a name, there is a shorter one for here. */
type MemberKey<Name extends string> = Name extends string
  ? `change_${KeyPart<Name>}` extends TextKey
    ? `change_${KeyPart<Name>}`
    : `form_${KeyPart<Name>}`
  : never;

function memberLabel(texts: Texts, member: ProfileMember): string {
  const shorter = `change_${keyPart(member)}` as MemberKey<ProfileMember> satisfies TextKey;
  const usual = `form_${keyPart(member)}` as MemberKey<ProfileMember> satisfies TextKey;
  return texts.t(shorter) || texts.t(usual);
}

type ChoiceMember = {
  [Name in ProfileMember]: MemberChoice<Name> extends never ? never : Name;
}[ProfileMember];
type MemberChoiceKey<Name extends ChoiceMember> = Name extends ChoiceMember
  ? `form_${KeyPart<Name>}_${KeyPart<MemberChoice<Name>>}`
  : never;

function memberWords(texts: Texts, profile: Profile, member: ProfileMember, value: unknown): string {
  if (member === 'batch') return plainWords(texts, member, (value as BatchEndpoint | undefined)?.url);
  if (member === 'iceServers')
    return listWords(
      texts,
      (value as readonly IceServer[]).map(({ url }) => url),
    );
  if (member === 'keywords') return listWords(texts, (value ?? []) as readonly string[]);
  const row = profileKind(profile.kind).members[member];
  if (row?.usual !== undefined) {
    const choice = typeof value === 'string' ? value : row.usual;
    return usualChoiceTexts(texts, member as UsualName, choice).label;
  }
  if (typeof value !== 'string' || row?.schema.type !== 'picklist') return plainWords(texts, member, value);
  const key = `form_${keyPart(member)}_${keyPart(value)}` as MemberChoiceKey<ChoiceMember> satisfies TextKey;
  return texts.t(key);
}

function plainWords(texts: Texts, path: string, value: unknown): string {
  if (typeof value === 'boolean') return texts.t(value ? 'change_on' : 'change_off');
  if (typeof value === 'number') return path.endsWith('Ms') ? texts.duration(value) : texts.number(value);
  if (value === null || value === undefined) return texts.t('change_empty');
  if (typeof value === 'string') return isVisible(value) ? value : texts.t('change_empty');
  return JSON.stringify(value);
}

function listWords(texts: Texts, items: readonly string[]): string {
  return items.length === 0 ? texts.t('change_none') : new Intl.ListFormat(texts.locale).format(items);
}
