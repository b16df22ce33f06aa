import * as v from 'valibot';
import { connectionStatuses } from '../link/connection-status.ts';
import { frameErrorCauses } from '../frames/frame-error-causes.ts';
import { questionSubjects } from './question-subjects.ts';
import { count, durationMs, moment, shortText, type MembersOf } from '../bounds/plain-data.ts';

/**
 * Every way in which a session can end without the user having asked for it, with the members of each
 * failure. The type {@link Failure}, the schema of a failure of unknown origin and the tests' generators come
 * out of this one table. Code that needs only the type imports it from `failure.ts`, and so does not load the
 * table.
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
  /** The session asked whether to go on, and nobody answered in time. */
  unattended: { about: v.picklist(questionSubjects) },
  'settings-unreadable': {},
  /**
   * Something that the user wanted to keep could not be stored: the disk is full, or the browser's quota for
   * this extension is used up.
   */
  'storage-full': {},
  /** The browser does not say what an administrator has set, though there may be a policy. */
  'policy-unanswered': {},
  /**
   * The session began before the browser said what an administrator has set, and the policy chooses another
   * server.
   */
  'policy-overruled': {},
  'host-gone': {},
  /** The browser was ended in the middle of the session; `at` is the last known moment. */
  interrupted: { at: moment },
  unexpected: { message: shortText },
} satisfies Record<string, v.ObjectEntries>;

type Failures = typeof failures;

/** A failure is plain data, because it crosses contexts and is stored. */
export type Failure = {
  [Reason in keyof Failures]: { reason: Reason } & MembersOf<Failures[Reason]>;
}[keyof Failures];

/** The schema of a {@link Failure} of unknown origin. */
export const failureSchema = v.variant(
  'reason',
  Object.entries(failures).map(([reason, members]) =>
    v.strictObject({ reason: v.literal(reason), ...members }),
  ),
) as unknown as v.GenericSchema<unknown, Failure>;
