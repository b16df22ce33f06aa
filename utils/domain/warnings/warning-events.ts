import * as v from 'valibot';
import { warnings } from './warning-kinds.ts';
import { durationMs, figure, shortText, type MembersOf } from '../bounds/plain-data.ts';

const warning = v.picklist(warnings);

/**
 * The members of the event of a raised warning; `figure` is in the unit of its row in `warningKinds`, and `code` is the
 * server's own word for what failed.
 */
export const warningRaised = { warning, figure, code: v.exactOptional(shortText) };

/**
 * The members of the event of a cleared warning: `worst` and `figure` are in the warning's own unit;
 * `afterMs` counts since it was raised. `why` is absent where the figure is good again. A raised warning is
 * also cleared by the `end` of the session, and that of the microphone is `moot` while the microphone is
 * muted or gone. So each raised warning is cleared, unless its host crashed: then `session-resumed` ends it.
 */
export const warningCleared = {
  warning,
  figure,
  worst: figure,
  afterMs: durationMs,
  why: v.exactOptional(v.picklist(['moot', 'end'])),
};

/** An event of the log about a warning. */
export type WarningChange =
  | ({ kind: 'warning-raised' } & MembersOf<typeof warningRaised>)
  | ({ kind: 'warning-cleared' } & MembersOf<typeof warningCleared>);
