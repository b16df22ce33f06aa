import type { SessionState } from '../../domain/session/session-state.ts';
import type { Settings } from '../../domain/settings/settings.ts';
import type { Profile } from '../../domain/profiles/profile.ts';
import type { ResumeRequest, StartRequest } from '../../domain/session/start-request.ts';

/**
 * The session's host as the worker sees it. All members but `ensure` and `close` reject where there is no
 * host.
 */
export interface HostPort {
  exists(): Promise<boolean>;
  /** Resolves when the host exists and answers. */
  ensure(): Promise<void>;
  /** Closes the host, whatever it is doing. */
  close(): Promise<void>;
  state(): Promise<SessionState>;
  /** Resolves with the id of the session that the host runs, or ran last. */
  lastSession(): Promise<string | null>;
  start(sessionId: string, request: StartRequest): Promise<void>;
  /** Continues a session whose host is gone. */
  resume(request: ResumeRequest): Promise<SessionState>;
  stop(when?: 'delivered'): Promise<void>;
  /** Ends the session of this id, because an administrator's policy does not allow it. */
  overrule(sessionId: string): Promise<void>;
  /** Ends the recording of this session, because an administrator's policy does not allow it; resolves when its file is closed. */
  forbidRecording(sessionId: string): Promise<void>;
  setMuted(muted: boolean): Promise<void>;
  useMicrophone(microphone: Settings['microphone']): Promise<void>;
  /** Answers the session's question: the user wants the session to go on. */
  answerQuestion(): Promise<void>;
  /** Makes a session that is recovering retry at once, without the rest of its wait. */
  retry(): Promise<void>;
  dismissFailure(): Promise<void>;
  warmUp(profile: Profile): Promise<void>;
  testProfile(id: string, request: StartRequest): Promise<void>;
  cancelProfileTest(): Promise<void>;
}
