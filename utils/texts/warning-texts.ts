import type { Warning } from '../domain/warnings/warning-kinds.ts';
import { keyPart } from './key-part.ts';
import type { Texts } from './texts.ts';

/** Says what is wrong while a warning is raised, in a sentence. */
export function warningText({ t }: Texts, warning: Warning): string {
  return t(`warning_${keyPart(warning)}_raised`);
}
