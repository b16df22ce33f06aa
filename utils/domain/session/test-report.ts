import type { Failure } from '../failure/failure.ts';
import type { SelectedPair } from '../link/selected-path.ts';
import type { UnusedSessionUrl } from '../profiles/session-url.ts';

/** A step of a profile's test, in the order of a connection. Times are milliseconds since the test began. */
export type TestStep =
  | { step: 'server-answered'; status: number; afterMs: number }
  | { step: 'answer-applied'; afterMs: number }
  | { step: 'ice-server-failed'; url: string; errorCode: number }
  | { step: 'session-url-unused'; origin: string; why: UnusedSessionUrl }
  | { step: 'path-found'; pair: SelectedPair; afterMs: number }
  | { step: 'media-acknowledged'; afterMs: number }
  /** `told` means that the server has confirmed the close; protocols without a message for it just end. */
  | { step: 'closed'; told: boolean };

/** The result of a test, told last. */
export type TestEnd =
  { end: 'passed' } | { end: 'failed'; failure: Failure } | { end: 'cancelled' } | { end: 'session-running' };

export type TestReport = TestStep | TestEnd;
