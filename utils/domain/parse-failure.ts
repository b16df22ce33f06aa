import * as v from 'valibot';
import { connectionStatuses } from './connection-status.ts';
import { frameErrorCauses, type Failure, type FailureReason } from './failure.ts';
import { moment, shortText, wholeNumber } from './plain-data.ts';

type Members<Reason extends FailureReason> = Omit<Extract<Failure, { reason: Reason }>, 'reason'>;

const none = {};

/** What each reason comes with. */
const members = {
  'microphone-permission-needed': none,
  'microphone-grant-ended': none,
  'microphone-refused': none,
  'microphone-dismissed': none,
  'microphone-missing': none,
  'microphone-busy': none,
  'microphone-unusable': { name: shortText },
  'microphone-ended': none,
  'server-permission-needed': { origin: shortText },
  'server-unreachable': none,
  'server-timeout': none,
  'server-unauthorized': none,
  'server-forbidden': none,
  'server-not-found': none,
  'server-gone': none,
  'server-busy': none,
  'server-overloaded': { retryAfterMs: v.nullable(wholeNumber) },
  'server-refused': { status: wholeNumber },
  'server-error': { status: wholeNumber },
  'server-redirected': { origin: shortText },
  'server-answer-invalid': none,
  'server-ended': none,
  'secret-expired': none,
  'turn-unauthorized': none,
  'turn-unreachable': none,
  'connect-timeout': none,
  'connection-lost': { status: v.picklist(connectionStatuses) },
  'frames-failing': { cause: v.picklist(frameErrorCauses), count: wholeNumber },
  'settings-unreadable': none,
  'host-gone': none,
  interrupted: { at: moment },
  unexpected: { message: shortText },
} satisfies {
  [Reason in FailureReason]: {
    [Name in keyof Members<Reason>]: v.GenericSchema<unknown, Members<Reason>[Name]>;
  };
};

/** A {@link Failure} of unknown origin. */
export const failureSchema = v.variant(
  'reason',
  Object.entries(members).map(([reason, entries]) =>
    v.strictObject({ reason: v.literal(reason), ...entries }),
  ),
) as unknown as v.GenericSchema<unknown, Failure>;
