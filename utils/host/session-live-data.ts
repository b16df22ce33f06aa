import type { Edges } from '../async/edges.ts';
import type { Measured } from '../audio/puller/puller-protocol.ts';
import { noFrames } from '../domain/frames/error-threshold.ts';
import type { FrameCounts } from '../domain/frames/frame-counts.ts';
import type { LinkEvidence } from '../domain/link/link-evidence.ts';
import type { ProofLimits } from '../domain/link/widest-limits.ts';
import type { LiveData, ReportedErrors } from '../domain/samples/live-data.ts';
import { noProofs, withFact } from '../domain/samples/proofs.ts';
import type { Observation } from '../domain/session/observation.ts';
import type { TextDelay } from '../domain/transcript/text-delay.ts';
import { kindOfText, proofOfText, type TextMessage } from '../domain/transcript/text-message.ts';

export interface SessionLiveDataDeps extends Pick<Edges, 'now'> {
  /** The link of the connection in use. */
  link: { evidence(): Pick<LinkEvidence, 'sentAt' | 'acknowledgedAt'>; proofLimits(): ProofLimits };
}

/** Collects the live data of one session, and counts its frames and texts until its end. */
export function createSessionLiveData({ now, link }: SessionLiveDataDeps) {
  let level = 0;
  let proofs = noProofs;
  let frames: FrameCounts = noFrames();
  let serverErrors: ReportedErrors | null = null;
  const texts = { delta: 0, completed: 0, failed: 0 };
  let refused = 0;

  return {
    /** Takes what the puller's worker has measured of the sound. */
    measured(sound: Pick<Measured, 'level' | 'capturedAt' | 'counts'>): void {
      level = sound.level;
      frames = sound.counts;
      proofs = withFact(proofs, 'voice-captured', sound.capturedAt);
    },

    /** Takes the counts of all frames, when the puller's worker has ended. */
    framesCounted(counts: FrameCounts): void {
      frames = counts;
    },

    textReceived(message: TextMessage): void {
      if (message.type === 'refused') refused += 1;
      const kind = kindOfText(message);
      if (kind !== null) texts[kind] += 1;
      const proof = proofOfText(message);
      if (proof !== null) proofs = withFact(proofs, `text-${proof}`, now());
    },

    /** Takes an error that the server has reported. */
    serverErred({ code, said }: Pick<ReportedErrors, 'code' | 'said'>): void {
      serverErrors = {
        ...(code !== undefined && { code }),
        ...(said !== undefined && { said }),
        times: (serverErrors?.times ?? 0) + 1,
        at: now(),
      };
    },

    read(): LiveData {
      const { sentAt, acknowledgedAt } = link.evidence();
      proofs = withFact(proofs, 'packets-left', sentAt);
      proofs = withFact(proofs, 'far-side-acknowledged', acknowledgedAt);
      return { level, proofs, limits: link.proofLimits(), frames, serverErrors };
    },

    /** What was counted in the whole session, for its log, with the delay of its texts. */
    counted(delay: TextDelay | null): Observation[] {
      const { delta: deltas, completed, failed } = texts;
      const ofTexts: Observation = {
        kind: 'texts-counted',
        deltas,
        completed,
        failed,
        ...(refused > 0 && { refused }),
        ...(delay && { delay }),
      };
      return [
        { kind: 'frames-counted', counts: frames },
        ...(deltas + completed + failed + refused > 0 ? [ofTexts] : []),
      ];
    },
  };
}
