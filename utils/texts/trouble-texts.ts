import type { MicrophoneTrouble } from '../domain/session/session-state.ts';
import type { Texts } from './texts.ts';

type Kind = 'gone' | 'busy' | 'failed';

/** Why the chosen microphone is not the one in use, and what is instead: one line beside its name. */
export function troubleText({ t }: Texts, { failure, standIn }: MicrophoneTrouble): string {
  const kind = kindOf(failure.reason);
  return standIn === null ? t(`trouble_${kind}`) : t(`trouble_${kind}_stand_in`, standIn);
}

function kindOf(reason: MicrophoneTrouble['failure']['reason']): Kind {
  if (reason === 'microphone-busy') return 'busy';
  return reason === 'microphone-missing' || reason === 'microphone-ended' ? 'gone' : 'failed';
}
