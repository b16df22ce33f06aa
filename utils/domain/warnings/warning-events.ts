import * as v from 'valibot';
import { warnings } from './warning-kinds.ts';
import { durationMs, figure, type MembersOf } from '../bounds/plain-data.ts';

const warning = v.picklist(warnings);

/** What the log says of a warning that is raised; `figure` in the unit that its row in `warningKinds` says. */
export const warningRaised = { warning, figure };

/**
 * What the log says of a warning that is cleared: `worst` and `figure` in the warning's own unit; `afterMs` since it was
 * raised. `why` is absent where the figure is good again: one that is raised is also cleared by the `end` of the session,
 * and that of the microphone is `moot` while that is muted or gone. So each one raised is cleared, unless its host crashed:
 * then `session-resumed` ends it.
 */
export const warningCleared = {
  warning,
  figure,
  worst: figure,
  afterMs: durationMs,
  why: v.exactOptional(v.picklist(['moot', 'end'])),
};

/** A line of the log about a warning. */
export type WarningChange =
  | ({ kind: 'warning-raised' } & MembersOf<typeof warningRaised>)
  | ({ kind: 'warning-cleared' } & MembersOf<typeof warningCleared>);
