import type { Profile, WhipProfile } from '../../utils/domain/profiles/profile.ts';
import { sessionUrlUse } from '../../utils/domain/profiles/session-url.ts';
import { useServices } from '../services.ts';

/** A question to the user, with its answers: the first is the one that most give. */
export interface AskedQuestion {
  title: string;
  message: string;
  answers: readonly { label: string; take(): void }[];
}

type Decision = NonNullable<WhipProfile['sessionUrls']>;

/**
 * Puts the question whether the server of a profile may keep sessions at `origin`, another port or scheme of its host; null
 * where there is nothing to ask. `decide` is called with the answer within the click, in which alone a browser can be asked for
 * access, and has something to ask where the scheme is another one.
 */
export function useSessionUrlQuestion() {
  const { texts } = useServices();

  return (
    origin: string | null | undefined,
    profile: Profile | null | undefined,
    isLocked: boolean,
    decide: (sessionUrls: Decision) => void,
  ): AskedQuestion | null => {
    if (!origin || isLocked || profile?.kind !== 'whip') return null;
    // The profile may have another address or answer by now.
    if (sessionUrlUse(origin, profile, []) !== 'unasked') return null;
    return {
      title: texts.t('session_url_title'),
      message: texts.t('session_url_message', origin),
      answers: [
        { label: texts.t('session_url_allow'), take: () => decide('same-host') },
        { label: texts.t('session_url_decline'), take: () => decide('same-origin') },
      ],
    };
  };
}
