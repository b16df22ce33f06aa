import type {
  MemberChoice,
  MemberName,
  ProfileField,
  ProfileKind,
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
