import type { SettingsProblem } from '../domain/profiles/settings-problem.ts';
import { keyPart } from './key-part.ts';
import type { Texts } from './texts.ts';

/** Says what is wrong with a field, in a sentence for the place beside it. */
export function problemText({ t }: Texts, code: SettingsProblem['code']): string {
  return t(`problem_${keyPart(code)}`);
}
