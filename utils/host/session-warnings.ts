import type { Edges } from '../async/edges.ts';
import {
  closeWarnings,
  judgeWarnings,
  noWarnings,
  raisedWarnings,
  type WarningsJudged,
} from '../domain/warnings/judge-warnings.ts';
import {
  isAboutMicrophone,
  isAboutVoice,
  warningFigures,
  warnings as all,
} from '../domain/warnings/warning-kinds.ts';
import type { WarningChange } from '../domain/warnings/warning-events.ts';
import type { MediaFigures } from '../domain/link/media-figures.ts';
import type { Observation } from '../domain/session/observation.ts';
import type { SessionFact } from '../domain/session/session-fact.ts';
import { createVoiceBandWatch } from './microphone/voice-band-watch.ts';
import type { createWarningSources } from './warning-sources.ts';

export interface SessionWarningsDeps extends Pick<Edges, 'now'> {
  sources: Pick<ReturnType<typeof createWarningSources>, 'read' | 'failureCode'>;
  observe(event: Observation): void;
  dispatch(fact: Extract<SessionFact, { type: 'warnings-changed' }>): void;
}

/** The warnings of one session: each is raised, and cleared at the session's end at the latest. */
export function createSessionWarnings({ now, sources, observe, dispatch }: SessionWarningsDeps) {
  let warnings = noWarnings;
  const voiceBand = createVoiceBandWatch(observe);

  function take(judged: WarningsJudged): void {
    ({ warnings } = judged);
    for (const change of judged.changes) observe(withCode(change));
    if (judged.changes.length > 0) dispatch({ type: 'warnings-changed', warnings: raisedWarnings(warnings) });
  }

  /** A warning about failed texts says why the server failed, where it has said so. */
  function withCode(change: WarningChange): WarningChange {
    const code = sources.failureCode();
    const isAboutFailure = change.kind === 'warning-raised' && change.warning === 'failed-texts';
    return isAboutFailure && code !== undefined ? { ...change, code } : change;
  }

  return {
    /**
     * Judges what is measured, with the `media` figures of the connection in use; null where none serves. To be called once
     * a second.
     */
    judge(media: MediaFigures | null): void {
      const read = sources.read(media);
      if (read.voice) voiceBand.hear(read.voice);
      take(judgeWarnings(warnings, warningFigures(read), now()));
    },
    /** Clears the warnings about the microphone, because nothing is known of its sound any more. */
    forgiveMicrophone: () => take(closeWarnings(warnings, 'moot', now(), all.filter(isAboutMicrophone))),
    /** Clears the warnings about the voice, because another microphone is in use from now on. */
    forgiveVoice(): void {
      take(closeWarnings(warnings, 'moot', now(), all.filter(isAboutVoice)));
      voiceBand.restart();
    },
    close: () => take(closeWarnings(warnings, 'end', now())),
  };
}
