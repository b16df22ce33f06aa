import { computed } from 'vue';
import { gapLedger } from '../../utils/domain/past/gap-ledger.ts';
import { sessionStory } from '../../utils/domain/past/session-story.ts';
import { sessionTimeline } from '../../utils/domain/past/session-timeline.ts';
import { storyParagraph } from '../../utils/texts/story-texts.ts';
import { useServices } from '../services.ts';
import { useNow } from '../shared/use-now.ts';
import type { UsedSession } from './use-session.ts';

/** Everything that follows from a session's log alone, up to the present second while it runs. */
export function useSessionPast({ row, events }: Pick<UsedSession, 'row' | 'events'>) {
  const { texts } = useServices();
  const ticking = useNow(1000);

  const running = computed(() => row.value?.outcome === 'running');
  /** A session that has ended does not change any more. */
  const now = computed(() => (running.value ? ticking.value : (row.value?.lastEventAt ?? 0)));
  const timeline = computed(() => sessionTimeline(events.value, now.value));
  const story = computed(() => storyParagraph(texts, sessionStory(events.value, now.value)));
  const ledger = computed(() => gapLedger(events.value, now.value));
  const started = computed(() => events.value.find((event) => event.kind === 'session-started'));
  return { running, now, timeline, story, ledger, started };
}
