import { computed, type ComputedRef, type Ref } from 'vue';
import type { WhipProfile } from '../../utils/domain/profiles/profile.ts';
import { hostPermission } from '../../utils/domain/profiles/server-url.ts';
import type { LiveData } from '../../utils/domain/samples/live-data.ts';
import { isRunning, questionOf, type SessionState } from '../../utils/domain/session/session-state.ts';
import { questionTexts } from '../../utils/texts/question-texts.ts';
import { useServices } from '../services.ts';
import type { UsedSettings } from '../shared/use-settings.ts';
import type { useClicks } from './use-clicks.ts';

/** A question to the user, with its answers: the first is the one that most give. */
export interface AskedQuestion {
  title: string;
  message: string;
  answers: readonly { label: string; take(): void }[];
}

interface AskedSources {
  state: Ref<SessionState | null>;
  data: Ref<LiveData | null>;
  used: Pick<UsedSettings, 'settings' | 'isLocked'>;
  clicks: Pick<ReturnType<typeof useClicks>, 'answer' | 'save'>;
}

/** The question that the popup asks while a session runs: whether it runs by mistake, or whether its server may keep it at another port or scheme of its host. */
export function useAsked({ state, data, used, clicks }: AskedSources): ComputedRef<AskedQuestion | null> {
  const { texts, permissions } = useServices();

  function decide(id: string, sessionUrls: NonNullable<WhipProfile['sessionUrls']>) {
    void clicks.save((now) => ({
      ...now,
      profiles: now.profiles.map((each) => (each.id === id ? { ...each, sessionUrls } : each)),
    }));
  }

  return computed(() => {
    if (!state.value || !isRunning(state.value)) return null;
    const question = questionOf(state.value);
    if (question) {
      const label = texts.t(question.mutedAt === null ? 'question_go_on' : 'question_unmute');
      return { ...questionTexts(texts, question), answers: [{ label, take: () => void clicks.answer() }] };
    }
    const origin = data.value?.unaskedOrigin;
    const { id } = state.value.running.session.profile;
    const profile = used.settings.value?.profiles.find((each) => each.id === id);
    if (!origin || profile?.kind !== 'whip' || (profile.sessionUrls ?? 'ask') !== 'ask') return null;
    if (used.isLocked(`profiles.${id}.sessionUrls`)) return null;
    return {
      title: texts.t('session_url_title'),
      message: texts.t('session_url_message', origin),
      answers: [
        {
          label: texts.t('session_url_allow'),
          take() {
            // The browser takes this question only within the click, and has it only where the scheme is another one.
            void permissions.requestPatterns([hostPermission(origin)]).catch(() => false);
            decide(id, 'same-host');
          },
        },
        { label: texts.t('session_url_decline'), take: () => decide(id, 'same-origin') },
      ],
    };
  });
}
