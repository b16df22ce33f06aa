import type { SettingsProblem } from '../domain/profiles/settings-problem.ts';
import type { TextKey, Texts } from './texts.ts';

const keys = {
  'name-empty': 'problem_name_empty',
  'text-too-long': 'problem_text_too_long',
  'number-range': 'problem_number_range',
  'choice-unknown': 'problem_choice_unknown',
  'profile-unknown': 'problem_profile_unknown',
  'profile-duplicate': 'problem_profile_duplicate',
  'credential-empty': 'problem_credential_empty',
  'setting-unknown': 'problem_setting_unknown',
  malformed: 'problem_malformed',
  'url-empty': 'problem_url_empty',
  'url-placeholder': 'problem_url_placeholder',
  'url-invalid': 'problem_url_invalid',
  'url-scheme': 'problem_url_scheme',
  'url-credentials': 'problem_url_credentials',
  'ice-url-empty': 'problem_ice_url_empty',
  'ice-url-invalid': 'problem_ice_url_invalid',
  'turn-credential-missing': 'problem_turn_credential_missing',
  'stun-credential': 'problem_stun_credential',
} as const satisfies Record<SettingsProblem['code'], TextKey>;

/** What is wrong with a field, in a sentence for the place beside it. */
export function problemText({ t }: Texts, code: SettingsProblem['code']): string {
  return t(keys[code]);
}
