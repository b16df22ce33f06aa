import type { MicrophoneTrouble } from '../domain/session/session-state.ts';
import type { TextKey, Texts } from './texts.ts';

type Kind = 'gone' | 'busy' | 'failed';

const standingIn = {
  gone: 'trouble_gone_stand_in',
  busy: 'trouble_busy_stand_in',
  failed: 'trouble_failed_stand_in',
} as const satisfies Record<Kind, TextKey>;

const alone = {
  gone: 'trouble_gone',
  busy: 'trouble_busy',
  failed: 'trouble_failed',
} as const satisfies Record<Kind, TextKey>;

/** Why the chosen microphone is not the one in use, and what is instead: one line beside its name. */
export function troubleText({ t }: Texts, { failure, standIn }: MicrophoneTrouble): string {
  const kind = kindOf(failure.reason);
  return standIn === null ? t(alone[kind]) : t(standingIn[kind], standIn);
}

function kindOf(reason: MicrophoneTrouble['failure']['reason']): Kind {
  if (reason === 'microphone-busy') return 'busy';
  return reason === 'microphone-missing' || reason === 'microphone-ended' ? 'gone' : 'failed';
}
