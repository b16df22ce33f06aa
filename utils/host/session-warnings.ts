import {
  closeWarnings,
  judgeWarnings,
  noWarnings,
  raisedWarnings,
  type WarningsJudged,
} from '../domain/warnings/judge-warnings.ts';
import {
  isAboutMicrophone,
  warningFigures,
  warnings as all,
  type Warning,
  type WarningSources,
} from '../domain/warnings/warning-kinds.ts';
import type { SessionEventBody } from '../domain/log/session-event.ts';

export interface SessionWarningsDeps {
  now(): number;
  record(body: SessionEventBody): void;
  onChange(raised: readonly Warning[]): void;
}

/** The warnings of one session: raised and cleared in pairs, also by its end. */
export function createSessionWarnings({ now, record, onChange }: SessionWarningsDeps) {
  let warnings = noWarnings;

  function take(judged: WarningsJudged): void {
    ({ warnings } = judged);
    for (const change of judged.changes) record(change);
    if (judged.changes.length > 0) onChange(raisedWarnings(warnings));
  }

  return {
    /** To be called once a second. */
    judge: (sources: WarningSources) => take(judgeWarnings(warnings, warningFigures(sources), now())),
    /** Nobody can say any more that the microphone is silent. */
    forgiveMicrophone: () => take(closeWarnings(warnings, 'moot', now(), all.filter(isAboutMicrophone))),
    close: () => take(closeWarnings(warnings, 'end', now())),
  };
}
