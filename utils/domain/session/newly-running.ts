import { noGaps } from './gaps.ts';
import type { Running, SessionHead } from './session-state.ts';

/** The record of a session that has only just begun. */
export function newlyRunning(session: SessionHead): Running {
  return {
    session,
    microphone: 'sounding',
    trouble: null,
    muted: false,
    spokeWhileMuted: false,
    question: null,
    warnings: [],
    expiryTold: null,
    interruptions: { count: 0, ms: 0, countedTo: 0 },
    gaps: noGaps(),
    behind: null,
    isRecorded: false,
    unaskedOrigin: null,
    stopsWhenDelivered: false,
  };
}
