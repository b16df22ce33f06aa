import type { BacklogReport } from '../recovery/backlog-report.ts';
import { roadOf, type BacklogPlan } from '../recovery/backlog-plan.ts';
import { isKept, type Behind } from './behind.ts';
import {
  holdsSession,
  isRunning,
  withRunning,
  type RunningState,
  type SessionState,
} from './session-state.ts';
import type { SessionInput } from './session-fact.ts';
import type { DecidedEvent } from './observation.ts';
import { afterwards, end, first, logged, type Transition } from './transition.ts';

/*
 *    following --(a loss)--> holding --(heard again, or another connection is)--> catching up --(nothing is waiting)--> level
 *        ^                      ^                                                     |                                 | |
 *        |                      +--(a loss)-------------------------------------------+--(a loss)-----------------------+ |
 *        +--(a pause, or 3 s without one)---------------------------------------------------------------------------------+
 *
 * From the Start on what is said is kept in the same way (`beginning`), so that what is said before the connection stands goes first; when it stands, the session is `level`
 * unless the puller's worker tells that more was said than is sent in a moment.
 *
 * A mute, another microphone or none, a roll-over and a sleep change nothing here: what was said goes out, in its order, and what
 * is said meanwhile comes after it. While the user mutes, nothing is said. A Stop leaves out what is not sent yet, or ends the session
 * when it is: then nothing more is captured.
 */

/** The same transition, with what it makes of the sound that is kept until it arrives. */
export function withCatchUp(before: SessionState, next: Transition, input: SessionInput): Transition {
  const { state } = next;
  if (input.type === 'backlog-reported') {
    if (!holdsSession(state)) return next;
    return logged(
      linesOf(input.report),
      isRunning(state) ? reported(state, next, input.report, input.at) : next,
    );
  }
  if (!isRunning(state)) return next;
  const { session, behind } = state.running;
  if (input.type === 'catch-up-failed') {
    if (state.running.stopsWhenDelivered) return end(state, { by: 'user' });
    return { ...next, state: withRunning(state, { behind: null }) };
  }
  if (!session.catchUp) return next;
  if (state.phase === 'starting' && !isRunning(before)) {
    const beginning = measured('beginning', session.catchUp, 0, input.at);
    const held = { ...next, state: withRunning(state, { behind: beginning }) };
    // The offer does not wait for it.
    return afterwards({ type: 'hold', provenMsAgo: null }, held);
  }
  if (state.phase === 'recovering' && before.phase !== 'recovering') {
    const holding = measured('holding', session.catchUp, behind?.behindMs ?? 0, input.at);
    const held = { ...next, state: withRunning(state, { behind: holding }) };
    // First, because the next connection is to begin with what is missing.
    return first({ type: 'hold', provenMsAgo: provenMsAgo(before, input) }, held);
  }
  if (behind === null || before.phase === 'live' || state.phase !== 'live') return next;
  const now: Partial<Behind> =
    before.phase === 'starting' ? { state: 'level', behindMs: 0 } : { state: 'catching-up' };
  const caughtUp = withRunning(state, { behind: { ...behind, ...now, at: input.at } });
  return afterwards({ type: 'catch-up' }, { ...next, state: caughtUp });
}

/** The milliseconds since what was sent is known to have arrived: all that is kept, where the computer's clock was set back. */
function provenMsAgo(before: SessionState, input: SessionInput): number {
  const proven = 'link' in input ? input.link.provenMsAgo : null;
  if (proven !== null) return proven;
  const sinceMs = before.phase === 'live' ? input.at - (before.takenOverAt ?? before.liveSince) : 0;
  return sinceMs < 0 ? Infinity : sinceMs;
}

function measured(state: Behind['state'], plan: BacklogPlan, behindMs: number, at: number): Behind {
  return { state, behindMs, at, ...roadOf(plan, behindMs) };
}

function reported(state: RunningState, next: Transition, report: BacklogReport, at: number): Transition {
  const { behind, session } = state.running;
  if (behind === null || !session.catchUp) return next;
  const become = (changes: Partial<Behind>): Transition => ({
    ...next,
    state: withRunning(state, { behind: { ...behind, at, ...changes } }),
  });
  switch (report.type) {
    case 'measured':
      return become(
        isKept(behind)
          ? measured(behind.state, session.catchUp, report.behindMs, at)
          : { behindMs: report.behindMs },
      );
    case 'began': {
      const { behindMs, road, speed } = report;
      // A loss may have come meanwhile.
      const state = isKept(behind) ? behind.state : 'catching-up';
      return become({ state, behindMs, road, speed });
    }
    case 'ended':
      return behind.state === 'catching-up' ? become({ state: 'level', behindMs: 0 }) : next;
    case 'pause-reached':
      // A loss may have come meanwhile.
      if (isKept(behind)) return next;
      if (state.running.stopsWhenDelivered) return end(state, { by: 'user' });
      return afterwards({ type: 'follow' }, { ...next, state: withRunning(state, { behind: null }) });
    case 'dropped':
      return next;
  }
}

/** What the log says of a report. */
function linesOf(report: BacklogReport): DecidedEvent[] {
  switch (report.type) {
    case 'began': {
      const { type: _, ...members } = report;
      return [{ kind: 'catch-up-began', ...members }];
    }
    case 'ended': {
      const { type: _, ...members } = report;
      return [{ kind: 'catch-up-ended', ...members }];
    }
    case 'dropped': {
      const { type: _, ...members } = report;
      return [{ kind: 'backlog-dropped', ...members }];
    }
    case 'measured':
    case 'pause-reached':
      return [];
  }
}
