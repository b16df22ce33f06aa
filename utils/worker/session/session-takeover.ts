import type { Edges } from '../../async/edges.ts';
import type { Failure } from '../../domain/failure/failure.ts';
import type { LearnedFacts } from '../../domain/profiles/learned-facts.ts';
import { withSecretsOf } from '../../domain/profiles/profile-secrets.ts';
import { serverOrigin } from '../../domain/profiles/server-origin.ts';
import type { OwedSound } from '../../domain/recording/owed-sound.ts';
import { mayGoOn } from '../../domain/recovery/resumption-policy.ts';
import type { Running, SessionState, StateOf } from '../../domain/session/session-state.ts';
import type { SettingsReading } from '../../domain/settings/settings.ts';
import type { Profile } from '../../domain/profiles/profile.ts';
import type { SessionStand, StartRequest } from '../../domain/session/start-request.ts';
import { takenOver } from '../../domain/session/taken-over.ts';
import { withMute } from '../../domain/session/while-running.ts';
import { abortable } from '../../async/abortable.ts';
import { createGraceSignal } from '../../async/grace-signal.ts';
import type { RunningSessionStore } from './running-session-store.ts';
import type { HostPort } from './host-port.ts';
import type { SessionIntent } from './session-intent.ts';
import type { Leftovers } from './whip-sessions.ts';
import { help, within } from '../../async/within.ts';

/** Milliseconds to wait for a new host: its page may have to wait for a thread that is busy. */
const hostDeadlineMs = 15_000;

/** Milliseconds to wait for the history. */
const leftoverDeadlineMs = 3000;

/** Milliseconds to wait for the settings, an administrator's policy included. */
const settingsDeadlineMs = 10_000;

/** Milliseconds to wait for the history. */
const historyMs = 5000;

/** Milliseconds to wait for what the recording has: the log is read for it. */
const owedMs = 2000;

/** Milliseconds to wait for the answer of a host that has received a session which is not wanted any more. */
const answerGraceMs = 2000;

export interface TakeoverDeps extends Pick<Edges, 'now'> {
  host: Pick<HostPort, 'ensure' | 'resume'>;
  running: Pick<RunningSessionStore, 'request' | 'noteLoss'>;
  intent: Pick<SessionIntent, 'isMuted'>;
  settings: { load(): Promise<SettingsReading> };
  learned: { factsOf(profile: Profile): Promise<LearnedFacts> };
  access: { microphone(): Promise<PermissionState>; hasServer(profile: Profile): Promise<boolean> };
  history: {
    stand(sessionId: string): Promise<SessionStand | null>;
    /** Finds what the recording holds of the end of the lost host that is not known to have arrived. */
    owedSound(
      sessionId: string,
      serverOrigin: string | null,
      lost: { at: number; running: Running },
    ): Promise<OwedSound | null>;
  };
  whipSessions: Leftovers;
  publishState(state: SessionState): Promise<void>;
}

type Lost = StateOf<'live' | 'recovering'>;

/**
 * Continues a session whose host is gone in a new host: the same session with the same log, started as before
 * but with the microphone and the secrets that the settings have now. Returns the failure where that is not
 * possible.
 */
export function createSessionTakeover(deps: TakeoverDeps) {
  const { host, running, intent, settings, learned, access, history, whipSessions, publishState, now } = deps;

  /** The request that the session was started with, or why the session cannot be continued. */
  async function requestAgain(sessionId: string): Promise<StartRequest | Failure> {
    const [bare, reading] = await Promise.all([
      running.request(sessionId),
      within(settingsDeadlineMs, settings.load()),
    ]);
    if (!reading?.ok) return { reason: 'settings-unreadable' };
    const profile = bare && withSecretsOf(bare.profile, reading.settings.profiles);
    if (!profile) return { reason: 'host-gone' };
    const [microphone, mayContact, facts] = await Promise.all([
      access.microphone(),
      access.hasServer(profile),
      help(learned.factsOf(profile), {}),
    ]);
    if (microphone === 'denied') return { reason: 'microphone-refused' };
    if (microphone !== 'granted') return { reason: 'microphone-grant-ended' };
    if (!mayContact && profile.kind !== 'loopback') {
      return { reason: 'server-permission-needed', origin: new URL(profile.url).origin };
    }
    const { microphone: wanted, attention } = reading.settings;
    return { ...bare, profile, learned: facts, microphone: wanted, attention };
  }

  /**
   * How far the session's log has come. Where the history is off or holds nothing of the session yet, its log
   * begins again.
   */
  async function standOf({ running: { session }, liveSince }: Lost): Promise<SessionStand> {
    const stand = await within(historyMs, history.stand(session.id));
    return stand ?? { lastKnownAt: liveSince, lastSeq: 0, interruptions: 0, interruptedMs: 0 };
  }

  /** What the lost host had kept to be sent, as far as the recording has it; null where that is nothing, or nothing is sent late. */
  async function owedBy(
    { running: before }: Lost,
    { profile, catchUp }: StartRequest,
    { lastKnownAt: at }: SessionStand,
  ): Promise<OwedSound | null> {
    if (!catchUp) return null;
    return history.owedSound(before.session.id, serverOrigin(profile), { at, running: before });
  }

  return async function goOn(lost: Lost, signal: AbortSignal): Promise<SessionState | Failure> {
    const ask = <Value>(asked: Promise<Value>) => abortable(asked, signal);
    const { liveSince } = lost;
    if (!mayGoOn(await ask(running.noteLoss(now())), now())) return { reason: 'host-gone' };
    const [request, stand] = await ask(Promise.all([requestAgain(lost.running.session.id), standOf(lost)]));
    if ('reason' in request) return request;
    const since = lost.phase === 'recovering' ? lost.since : stand.lastKnownAt;
    const carried = () => withMute(lost, intent.isMuted(lost.running.muted));
    await ask(publishState(takenOver({ ...carried(), since })));
    const owed = await ask(within(owedMs, owedBy(lost, request, stand)));
    // All sessions that are open at servers belong to the lost host. Where the server takes one publisher,
    // the new host must wait until they are closed.
    const removed = whipSessions.remove(await ask(help(whipSessions.open(), [])));
    if (request.learned.onePublisher) await ask(within(leftoverDeadlineMs, removed));
    const isThere = host.ensure().then(() => true);
    if (!(await ask(within(hostDeadlineMs, isThere)))) throw new Error('no host could be made');
    // A message to the host cannot be taken back, so a Stop has to come after it.
    const grace = createGraceSignal(signal, answerGraceMs);
    const resumed = host.resume({
      request: { ...request, ...(owed && { owed }) },
      running: carried().running,
      liveSince,
      stand,
    });
    return abortable(resumed, grace.signal).finally(grace.dispose);
  };
}
