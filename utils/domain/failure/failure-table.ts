import * as v from 'valibot';
import { connectionStatuses } from '../link/connection-status.ts';
import { obstacles } from '../link/obstacles.ts';
import { frameErrorCauses } from '../frames/frame-error-causes.ts';
import { questionSubjects } from './question-subjects.ts';
import { unreachableCauses } from './unreachable-causes.ts';
import { count, durationMs, moment, shortText, type MembersOf } from '../bounds/plain-data.ts';

/**
 * The sentence of a server, masked and bounded (`said-text.ts`). It says what the server says, which need not be true.
 */
const said = v.exactOptional(shortText);
/** The credentials that were sent: none, or a user name and a password; absent for a token or key, and in older logs. */
const token = v.exactOptional(v.picklist(['none', 'basic']));

/** The part of the asked address that a redirect has kept: path and query. */
const kept = v.exactOptional(v.literal('path'));

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
  'microphone-refused-by-system': {},
  'microphone-dismissed': {},
  'microphone-missing': {},
  'microphone-busy': {},
  /** `name` is that of the `DOMException`. */
  'microphone-unusable': { name: shortText },
  'microphone-ended': {},
  'server-permission-needed': { origin: shortText },
  /** `secure` says that the address is one of TLS, whose certificate the browser may have refused: it does not tell. */
  'server-unreachable': {
    why: v.exactOptional(v.picklist(unreachableCauses)),
    secure: v.exactOptional(v.literal(true)),
  },
  'server-timeout': {},
  /** No header can carry the token or key, so nothing was sent. */
  'token-unusable': {},
  /** `asks` is the scheme of credentials that the server asks for, where no such were sent; `other` is none of ours. */
  'server-unauthorized': { token, asks: v.exactOptional(v.picklist(['bearer', 'basic', 'other'])), said },
  'server-forbidden': { token, said },
  'server-not-found': { said },
  'server-gone': { said },
  'server-busy': { said },
  /** `status` is absent in older logs. */
  'server-overloaded': {
    retryAfterMs: v.nullable(durationMs),
    status: v.exactOptional(v.picklist([429, 503])),
    said,
  },
  /** The account has nothing left to use: by 402, or by the code of the error. */
  'server-quota': { status: count, said },
  'server-refused': { status: count, said },
  'server-error': { status: count, said },
  /**
   * `to` is the whole address there, without what may be a secret.
   */
  'server-redirected': { origin: shortText, to: v.exactOptional(shortText), kept, said },
  /** A redirect led to the address `to`, which does not take an offer there. */
  'server-moved': { to: shortText, status: count, kept, said },
  /** A redirect led to a host that may not be contacted; the browser does not tell which one it is. */
  'server-moved-unseen': {},
  'server-answer-invalid': { said },
  /** `why` is the browser's reason for refusing the answer, or null where the server takes no audio. */
  'server-answer-unusable': { why: v.nullable(shortText) },
  'server-ended': {},
  'secret-expired': { said },
  'turn-unauthorized': {},
  /** `code` is that of a TURN server that answered, and gave no relay (RFC 8656, section 19). */
  'turn-unreachable': { code: v.exactOptional(count) },
  /** `obstacle` is what the candidates show, if anything; `named` are the addresses in the server's answer. */
  'connect-timeout': { obstacle: v.exactOptional(v.picklist(obstacles)), named: v.exactOptional(shortText) },
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
