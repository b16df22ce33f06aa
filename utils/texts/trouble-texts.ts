import type { MicrophoneTrouble } from '../domain/session/session-state.ts';
import { microphoneName } from './name-texts.ts';
import type { Texts } from './texts.ts';

type Kind = 'gone' | 'busy' | 'failed';

/** Says in one line why the chosen microphone is not in use, and which one is in use in its place. */
export function troubleText(texts: Texts, { failure, standIn }: MicrophoneTrouble): string {
  const { t } = texts;
  const kind = kindOf(failure.reason);
  return standIn === null
    ? t(`trouble_${kind}`)
    : t(`trouble_${kind}_stand_in`, microphoneName(texts, standIn));
}

function kindOf(reason: MicrophoneTrouble['failure']['reason']): Kind {
  if (reason === 'microphone-busy') return 'busy';
  return reason === 'microphone-missing' || reason === 'microphone-ended' ? 'gone' : 'failed';
}
