import type { Failure } from '../failure/failure.ts';
import type { SelectedPair } from '../link/selected-path.ts';

/** What a test of a profile saw, in the order of a connection. Times in milliseconds since the test began. */
export type TestStep =
  | { step: 'server-answered'; status: number; afterMs: number }
  | { step: 'answer-applied'; afterMs: number }
  | { step: 'ice-server-failed'; url: string; errorCode: number }
  | { step: 'path-found'; pair: SelectedPair; afterMs: number }
  | { step: 'media-acknowledged'; afterMs: number }
  /** `told`: the server was told goodbye and agreed; protocols without a word for it just end. */
  | { step: 'closed'; told: boolean };

/** What came of it: the last that is told. */
export type TestEnd =
  { end: 'passed' } | { end: 'failed'; failure: Failure } | { end: 'cancelled' } | { end: 'session-running' };

export type TestTold = TestStep | TestEnd;
