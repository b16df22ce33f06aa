import type { Edges } from '../../async/edges.ts';
import { toFailure, type Failure } from '../../domain/failure/failure.ts';
import { sessionHead, sessionStarted } from '../../domain/session/session-beginning.ts';
import { holdsSession, sessionOf } from '../../domain/session/session-state.ts';
import { activeProfile, defaultSettings, type SettingsReading } from '../../domain/settings/settings.ts';
import type { SessionKeeper } from './session-keeper.ts';
import { help } from '../../async/within.ts';

export interface UnseenFailureDeps extends Pick<Edges, 'now'> {
  /** The version of the extension, for the session's log. */
  version: string;
  settings: { load(): Promise<SettingsReading> };
  session: Pick<SessionKeeper, 'check' | 'failStart'>;
  openPermissionPage(): Promise<void>;
}

/**
 * Reports a Start that failed where no page could show it, as by a shortcut or the menu. Unreadable settings are
 * explained on a page; any other failure is reported as that of the session which was to begin, with badge,
 * notification and a row in the history.
 */
export function createUnseenFailure({
  version,
  settings,
  session,
  openPermissionPage,
  now,
}: UnseenFailureDeps) {
  async function showFailure(sessionId: string, failure: Failure, signal: AbortSignal): Promise<void> {
    const current = await session.check(signal);
    // Where the session began after all, or another one did, its newer state remains.
    if (holdsSession(current) || sessionOf(current)?.id === sessionId) return;
    const reading = await help(settings.load(), null);
    const chosen = reading?.ok ? reading.settings : defaultSettings();
    const begun = { ...chosen, version, profile: activeProfile(chosen) };
    const head = sessionHead(begun, sessionId, now());
    // Without the settings, the log gets no first event: it would name a profile which was never chosen.
    await session.failStart(head, failure, reading?.ok ? [sessionStarted(begun, head)] : []);
  }

  return async (sessionId: string, caught: unknown, signal: AbortSignal): Promise<void> => {
    const failure = toFailure(caught);
    const reading = failure.reason === 'settings-unreadable' ? await help(settings.load(), null) : null;
    // The page explains settings that are damaged, but not a storage that does not answer.
    if (reading === null || reading.ok) return showFailure(sessionId, failure, signal);
    await openPermissionPage().catch(() => showFailure(sessionId, failure, signal));
  };
}
