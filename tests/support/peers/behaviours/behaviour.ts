import type { FailureCause } from '../../../../utils/domain/failure/failure-rules.ts';
import type { Failure, FailureReason } from '../../../../utils/domain/failure/failure.ts';
import type { SessionEventBody } from '../../../../utils/domain/log/session-event.ts';
import type { NextStep } from '../../../../utils/domain/failure/next-step.ts';
import type { LearnedFacts } from '../../../../utils/domain/profiles/learned-facts.ts';
import type { LeftOut } from '../../../../utils/domain/profiles/left-out.ts';
import type { WhipProfile } from '../../../../utils/domain/profiles/profile.ts';
import type { WhipBehaviour } from '../whip/options.ts';

/**
 * The exchanges in which the one fake server answers: WHIP, the JSON of aiortc's examples, of Pipecat and of FastRTC, and
 * OpenAI's `/calls`.
 */
export type Exchange = 'whip' | 'json' | 'pipecat' | 'fastrtc' | 'openai';

/** What the user reads, and may click, when a Start at the server has failed. */
export interface Reading {
  reason: FailureReason;
  /** The members of the failure, where they matter. */
  with?: Partial<Failure> & Record<string, unknown>;
  /** The title, in English, in full. */
  title: string;
  /** Parts of the explanation, in English, that have to be there. */
  says?: readonly string[];
  /** Words that must not be in any sentence, because nothing shows that they are true. */
  neverSays?: readonly (string | RegExp)[];
  /** The usual causes that are named, in order. */
  causes?: readonly FailureCause[];
  /** The next click. */
  next: NextStep;
}

/**
 * A request as the table names it: an offer goes `with` a data channel or `without`, PATCH stands for every request with
 * candidates.
 */
export type Asked = 'POST with' | 'POST without' | 'PATCH' | 'DELETE';

/** One row of the table: what a server does, what the user reads of it, and what is learned. */
export interface Behaviour {
  /** Completes the sentence "a server that …"; unique in the whole table. */
  server: string;
  /** The real servers that do so, and where that was seen or read. */
  seen?: string;
  /** The exchanges in which the row is played. */
  exchanges: readonly Exchange[];
  /** How the fake server is told to do so. */
  does: Partial<WhipBehaviour>;
  /** The token or key in the profile; none by default. */
  token?: string;
  /** Milliseconds after the server's first answer in which the Start has to be connected; long enough for three offers by default. */
  deadlineMs?: number;
  /** The user name in the profile, whose password the token is; none by default. */
  username?: string;
  /** Which session URLs the profile allows; `ask` by default. */
  sessionUrls?: WhipProfile['sessionUrls'];
  /** Hosts of other profiles; none by default. */
  otherHosts?: readonly string[];
  /** How many sessions of the Start nobody ends at the server; 0 by default. */
  leaves?: number;
  /** What earlier sessions found out; nothing by default. */
  knows?: LearnedFacts;
  reads: 'live' | Reading;
  /**
   * The requests of the Start and its end, those for candidates left out; for exchanges without DELETE the same without
   * those. Not compared where absent.
   */
  asked?: readonly Asked[];
  /** The offers that the log says were repeated: what was left out, and for which failure. */
  repeated?: readonly (readonly [without: LeftOut, why: FailureReason])[];
  /** Members of events that the log has. */
  logs?: readonly ({ kind: SessionEventBody['kind'] } & Record<string, unknown>)[];
  /** What is learned of the server, these members at least. */
  learned?: LearnedFacts;
  /** The requests of the Start after that, which knows what was learned. Not played where absent. */
  askedNext?: readonly Asked[];
}
