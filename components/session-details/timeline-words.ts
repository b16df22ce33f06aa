import type { MicrophoneBand, TimelinePhase } from '../../utils/domain/past/session-timeline.ts';
import type { TextKey } from '../../utils/texts/texts.ts';
import type { ProofFigure } from './proof-runs.ts';

export const proofNames = {
  capturedMsAgo: 'proof_captured',
  sentMsAgo: 'proof_sent',
  heardMsAgo: 'proof_heard',
  understoodMsAgo: 'proof_understood',
} as const satisfies Record<ProofFigure, TextKey>;

export const phaseNames = {
  starting: 'timeline_starting',
  live: 'timeline_live',
  recovering: 'timeline_recovering',
  hole: 'timeline_hole',
} as const satisfies Record<TimelinePhase, TextKey>;

export const conditionNames = {
  'muted-by-user': 'timeline_muted_by_user',
  muted: 'timeline_muted',
  silent: 'timeline_silent',
  missing: 'timeline_missing',
} as const satisfies Record<MicrophoneBand['condition'], TextKey>;
