import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue';
import { patternsInSteps, type LocalTime, type Pattern } from '../../utils/domain/past/patterns.ts';
import { sessionProfileName, sessionProfileNames } from '../session-actions/session-words.ts';
import type { SessionSummary } from '../../utils/history/catalogue/session-query.ts';
import { useServices } from '../services.ts';
import { afterPaint } from '../shared/after-paint.ts';

/** The greatest number of sessions that are compared: older ones tell about earlier networks and servers. */
const mostSessions = 1000;

/** The number of patterns that are shown, since each profile may have one of its own. */
const mostPatterns = 10;

/**
 * The patterns of the newest finished sessions, looked for step by step while the page is idle, and again
 * only when one of these sessions has changed.
 */
export function usePatterns(
  sessions: () => readonly SessionSummary[],
): Readonly<ShallowRef<readonly Pattern[]>> {
  const { texts, edges } = useServices();
  const patterns = shallowRef<readonly Pattern[]>([]);
  const localTime = createLocalTime();
  let looking = new AbortController();
  let before: readonly SessionSummary[] = [];

  watch(
    sessions,
    (all) => {
      const over: SessionSummary[] = [];
      for (const session of all) {
        if (over.length === mostSessions) break;
        if (session.outcome !== 'running') over.push(session);
      }
      if (areSame(over, before)) return;
      before = over;
      looking.abort();
      looking = new AbortController();
      void look(over, looking.signal);
    },
    { immediate: true },
  );
  onScopeDispose(() => looking.abort());

  async function look(over: readonly SessionSummary[], signal: AbortSignal): Promise<void> {
    const names = sessionProfileNames(texts, over, ({ profileId }) => profileId);
    const pasts = over.map((session) => ({
      profile: {
        id: session.profileId,
        name: names.get(session.profileId) ?? sessionProfileName(texts, session),
        kind: session.profileKind,
      },
      connections: session.connections,
      failure: session.failure,
      startedAt: session.startedAt,
      textDelay: session.textDelay,
    }));
    const found: Pattern[] = [];
    const steps = patternsInSteps(pasts, localTime);
    for (;;) {
      await afterPaint(edges);
      if (signal.aborted) return;
      const step = steps.next();
      if (step.done) break;
      for (const pattern of step.value) found.push(pattern);
    }
    patterns.value = found.slice(0, mostPatterns);
  }

  return patterns;
}

function areSame(some: readonly SessionSummary[], others: readonly SessionSummary[]): boolean {
  if (some.length !== others.length) return false;
  return some.every(({ id, eventCount }, index) => {
    const other = others[index];
    return other?.id === id && other.eventCount === eventCount;
  });
}

const quarterMs = 900_000;

/**
 * Computes local times of many moments quickly: within a quarter of an hour no clock on earth changes day or
 * hour.
 */
function createLocalTime(): LocalTime {
  const known = new Map<number, ReturnType<LocalTime>>();
  return (at) => {
    const quarter = Math.floor(at / quarterMs);
    let time = known.get(quarter);
    if (!time) {
      const date = new Date(at);
      const day = (date.getFullYear() * 12 + date.getMonth()) * 31 + date.getDate();
      time = { day, hour: date.getHours() };
      known.set(quarter, time);
    }
    return time;
  };
}
