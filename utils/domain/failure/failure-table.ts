import * as v from 'valibot';
import { connectionStatuses } from '../link/connection-status.ts';
import { frameErrorCauses } from '../frames/frame-error-causes.ts';
import { questionSubjects } from './question-subjects.ts';
import { count, durationMs, moment, shortText, type MembersOf } from '../bounds/plain-data.ts';

/**
 * Every way in which a session can end without the user having asked for it, with what each comes with. The type
 * {@link Failure}, the schema of a failure of unknown origin and the tests' generators come out of this one table. Whoever
 * needs no more than the type imports it from `failure.ts`, and loads nothing of this.
 */
export const failures = {
  'microphone-permission-needed': {},
  'microphone-grant-ended': {},
  'microphone-refused': {},
  'microphone-dismissed': {},
  'microphone-missing': {},
  'microphone-busy': {},
  /** `name` is that of the `DOMException`. */
  'microphone-unusable': { name: shortText },
  'microphone-ended': {},
  'server-permission-needed': { origin: shortText },
  'server-unreachable': {},
  'server-timeout': {},
  'server-unauthorized': {},
  'server-forbidden': {},
  'server-not-found': {},
  'server-gone': {},
  'server-busy': {},
  'server-overloaded': { retryAfterMs: v.nullable(durationMs) },
  'server-refused': { status: count },
  'server-error': { status: count },
  'server-redirected': { origin: shortText },
  'server-answer-invalid': {},
  'server-ended': {},
  'secret-expired': {},
  'turn-unauthorized': {},
  'turn-unreachable': {},
  'connect-timeout': {},
  'connection-lost': { status: v.picklist(connectionStatuses) },
  'frames-failing': { cause: v.picklist(frameErrorCauses), count },
  /** Nobody answered whether the session was to go on. */
  unattended: { about: v.picklist(questionSubjects) },
  'settings-unreadable': {},
  /** What the user wanted to be kept is not: the disk is full, or the browser's room for this extension is. */
  'storage-full': {},
  /** The browser does not say what an administrator has set, though it may have been set. */
  'policy-unanswered': {},
  /** The session had begun before the browser said what an administrator has set, and that is another server. */
  'policy-overruled': {},
  'host-gone': {},
  /** The browser was ended in the middle; `at` is the last known moment. */
  interrupted: { at: moment },
  unexpected: { message: shortText },
} satisfies Record<string, v.ObjectEntries>;

type Failures = typeof failures;

/** Plain data, because it crosses contexts and is stored. */
export type Failure = {
  [Reason in keyof Failures]: { reason: Reason } & MembersOf<Failures[Reason]>;
}[keyof Failures];

/** A {@link Failure} of unknown origin. */
export const failureSchema = v.variant(
  'reason',
  Object.entries(failures).map(([reason, members]) =>
    v.strictObject({ reason: v.literal(reason), ...members }),
  ),
) as unknown as v.GenericSchema<unknown, Failure>;
