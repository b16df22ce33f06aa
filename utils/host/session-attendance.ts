import type { Edges } from '../async/edges.ts';
import type { QuestionFact } from '../domain/session/session-question.ts';
import { questionOf, type SessionState } from '../domain/session/session-state.ts';
import { judgeAttendance } from '../domain/session/judge-attendance.ts';
import type { Settings } from '../domain/settings/settings.ts';

export interface SessionAttendanceDeps extends Pick<Edges, 'steady'> {
  settings: Settings['attention'];
  state(): SessionState;
  dispatch(fact: QuestionFact): void;
}

/**
 * Measures how long nobody has spoken, the connection has been lost, and a question has been unanswered; makes the
 * session ask or end accordingly.
 */
export function createSessionAttendance({ settings, steady, state, dispatch }: SessionAttendanceDeps) {
  let presentAt = steady();
  let lostAt: number | null = null;
  let askedAt: number | null = null;
  let wasMuted: boolean | null = null;

  /** Takes the session's state: each mute by the user and each answer shows that somebody is there. */
  function follow(current: Extract<SessionState, { phase: 'live' | 'recovering' }>): void {
    const isAsking = questionOf(current) !== null;
    const isAnswered = askedAt !== null && !isAsking;
    if (isAnswered || (wasMuted !== null && wasMuted !== current.running.muted)) presentAt = steady();
    wasMuted = current.running.muted;
    if (current.phase === 'live') lostAt = null;
    else if (lostAt === null || isAnswered) lostAt = steady();
    askedAt = isAsking ? (askedAt ?? steady()) : null;
  }

  /** Starts all measurements again. */
  function begin(time: number): void {
    presentAt = time;
    askedAt = null;
    if (lostAt !== null) lostAt = time;
  }

  return {
    /** Notes that somebody spoke a moment ago. */
    heardSpeech(): void {
      presentAt = steady();
    },

    /** Judges the durations. To be called once a second. */
    judge(): void {
      const current = state();
      if (current.phase !== 'live' && current.phase !== 'recovering') return;
      follow(current);
      const time = steady();
      const since = (at: number | null) => (at === null ? 0 : time - at);
      const times = { quietMs: since(presentAt), lossMs: since(lostAt), askedMs: since(askedAt) };
      const fact = judgeAttendance(current, times, settings);
      if (!fact) return;
      dispatch(fact);
      // A question may be answered before it is judged again.
      if (questionOf(state())) askedAt ??= time;
      else begin(time);
    },
  };
}
