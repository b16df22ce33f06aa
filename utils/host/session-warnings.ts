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
  type Warning,
  type WarningSources,
} from '../domain/warnings/warning-kinds.ts';
import type { Observation } from '../domain/session/observation.ts';

export interface SessionWarningsDeps {
  now(): number;
  observe(event: Observation): void;
  onChange(raised: readonly Warning[]): void;
}

/** The warnings of one session: each is raised and cleared, at the latest by the session's end. */
export function createSessionWarnings({ now, observe, onChange }: SessionWarningsDeps) {
  let warnings = noWarnings;

  function take(judged: WarningsJudged): void {
    ({ warnings } = judged);
    for (const change of judged.changes) observe(change);
    if (judged.changes.length > 0) onChange(raisedWarnings(warnings));
  }

  return {
    /** Judges the figures. To be called once a second. */
    judge: (sources: WarningSources) => take(judgeWarnings(warnings, warningFigures(sources), now())),
    /** Clears the warnings about the microphone, because nothing is known of its sound any more. */
    forgiveMicrophone: () => take(closeWarnings(warnings, 'moot', now(), all.filter(isAboutMicrophone))),
    /** Clears what was said of the voice, because another microphone gives it from now on. */
    forgiveVoice: () => take(closeWarnings(warnings, 'moot', now(), all.filter(isAboutVoice))),
    close: () => take(closeWarnings(warnings, 'end', now())),
  };
}
