import type {
  MemberChoice,
  MemberName,
  ProfileField,
  ProfileKind,
  UsualChoice,
  UsualName,
} from '../domain/profiles/profile-kinds.ts';
import { keyPart, type KeyPart } from './key-part.ts';
import type { TextKey, Texts } from './texts.ts';

/** The label of a profile's field. */
export function fieldLabel({ t }: Texts, { name }: ProfileField): string {
  return t(`form_${keyPart(name)}`);
}

/** The hint of a field; empty where each choice has its own. */
export function fieldHint({ t }: Texts, field: ProfileField, kind: Exclude<ProfileKind, 'loopback'>): string {
  switch (field.entry) {
    case 'address':
      return t(`form_url_${keyPart(kind)}_hint`);
    case 'choice':
      return '';
    default:
      return t(`form_${keyPart(field.name)}_hint`);
  }
}

type ChoiceName = MemberName<'choice' | 'list'>;
type ChoiceKey<Name extends ChoiceName> = Name extends ChoiceName
  ? `form_${KeyPart<Name>}_${KeyPart<MemberChoice<Name>>}`
  : never;

/** The label of one option of a member. */
export function choiceLabel<Name extends ChoiceName>(
  { t }: Texts,
  name: Name,
  choice: MemberChoice<Name>,
): string {
  const key = `form_${keyPart(name)}_${keyPart(choice)}` as ChoiceKey<ChoiceName> satisfies TextKey;
  return t(key);
}

/** The hint of an option. */
export function choiceHint(
  { t }: Texts,
  name: MemberName<'choice'>,
  choice: MemberChoice<typeof name>,
): string {
  return t(`form_${keyPart(name)}_${keyPart(choice)}_hint`);
}

/** The words of recordings are those of the general setting, which has the same choices. */
type UsualPart<Name extends UsualName> = Name extends 'recording'
  ? 'setting_recording_keep'
  : `form_${KeyPart<Name>}`;
type UsualKey<Name extends UsualName> = Name extends UsualName
  ? `${UsualPart<Name>}_${KeyPart<UsualChoice<Name>>}`
  : never;

/** The words of one choice of a member that may be absent: its label and its hint, which is empty where it needs none. */
export function usualChoiceTexts(texts: Texts, name: UsualName, choice: string) {
  const part = name === 'recording' ? 'setting_recording_keep' : (`form_${keyPart(name)}` as const);
  const key = `${part}_${keyPart(choice)}` as UsualKey<UsualName> satisfies TextKey;
  return { label: texts.t(key), hint: texts.named(`${key}_hint` as TextKey, []) };
}
