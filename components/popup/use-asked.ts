import { computed, type ComputedRef, type Ref } from 'vue';
import { hostPermission } from '../../utils/domain/profiles/server-url.ts';
import { isRunning, questionOf, type SessionState } from '../../utils/domain/session/session-state.ts';
import { questionTexts } from '../../utils/texts/question-texts.ts';
import { useServices } from '../services.ts';
import { useSessionUrlQuestion, type AskedQuestion } from '../shared/session-url-question.ts';
import type { UsedSettings } from '../shared/use-settings.ts';
import type { useClicks } from './use-clicks.ts';

interface AskedSources {
  state: Ref<SessionState | null>;
  used: Pick<UsedSettings, 'settings' | 'isLocked'>;
  clicks: Pick<ReturnType<typeof useClicks>, 'answer' | 'save'>;
}

/**
 * The question that the popup asks: while a session runs whether it runs by mistake; and then, or when it has failed, whether its
 * server may keep it at another port or scheme of its host.
 */
export function useAsked({ state, used, clicks }: AskedSources): ComputedRef<AskedQuestion | null> {
  const { texts, permissions } = useServices();
  const sessionUrlQuestion = useSessionUrlQuestion();

  return computed(() => {
    const now = state.value;
    if (!now) return null;
    const question = questionOf(now);
    if (question) {
      const label = texts.t(question.mutedAt === null ? 'question_go_on' : 'question_unmute');
      return { ...questionTexts(texts, question), answers: [{ label, take: () => void clicks.answer() }] };
    }
    const asking = isRunning(now) ? now.running : now.phase === 'failed' ? now : null;
    if (!asking) return null;
    const { unaskedOrigin: origin } = asking;
    const { id } = asking.session.profile;
    return sessionUrlQuestion(
      origin,
      used.settings.value?.profiles.find((each) => each.id === id),
      used.isLocked(`profiles.${id}.sessionUrls`),
      (sessionUrls) => {
        if (origin && sessionUrls === 'same-host')
          void permissions.requestPatterns([hostPermission(origin)]).catch(() => false);
        void clicks.save((before) => ({
          ...before,
          profiles: before.profiles.map((each) => (each.id === id ? { ...each, sessionUrls } : each)),
        }));
      },
    );
  });
}
