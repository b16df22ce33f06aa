import type { SessionState } from '../../domain/session/session-state.ts';
import type { Settings } from '../../domain/settings/settings.ts';
import type { Profile } from '../../domain/profiles/profile.ts';
import type { ResumeRequest, StartRequest } from '../../domain/session/start-request.ts';

/** The session's host as the worker sees it; all but the first two reject where there is none. */
export interface HostPort {
  exists(): Promise<boolean>;
  /** Settles when the host is there and answers. */
  ensure(): Promise<void>;
  /** Ends it, whatever it does. */
  close(): Promise<void>;
  state(): Promise<SessionState>;
  /** The id of the session that it runs, or ran last. */
  lastSession(): Promise<string | null>;
  start(sessionId: string, request: StartRequest): Promise<void>;
  /** Goes on with a session whose host is gone. */
  resume(request: ResumeRequest): Promise<SessionState>;
  stop(): Promise<void>;
  /** Ends the session of this id because of what an administrator has set. */
  overrule(sessionId: string): Promise<void>;
  setMuted(muted: boolean): Promise<void>;
  useMicrophone(microphone: Settings['microphone']): Promise<void>;
  /** The user says that the session goes on. */
  answerQuestion(): Promise<void>;
  /** Tries at once what a session that recovers is waiting to try. */
  retry(): Promise<void>;
  dismissFailure(): Promise<void>;
  warmUp(profile: Profile): Promise<void>;
  testProfile(id: string, request: StartRequest): Promise<void>;
  cancelProfileTest(): Promise<void>;
}
