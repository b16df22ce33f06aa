import type { Notifications } from 'webextension-polyfill';
import type { SessionState } from '../domain/session-state.ts';
import { failureTexts } from '../texts/failure-texts.ts';
import type { Texts } from '../texts/texts.ts';

const prefix = 'session:';

/** Tells of a session that ended by a failure, once: the same session's notification replaces itself. */
export async function notifyFailure(
  { session, failure }: Extract<SessionState, { phase: 'failed' }>,
  notifications: Pick<Notifications.Static, 'create'>,
  texts: Texts,
): Promise<void> {
  const { title, explanation } = failureTexts(texts, failure);
  await notifications.create(prefix + session.id, {
    type: 'basic',
    iconUrl: '/icon/128.png',
    title,
    message: explanation,
  });
}

/** The session that a clicked notification told of, or null for a notification of something else. */
export function sessionOfNotification(notificationId: string): string | null {
  return notificationId.startsWith(prefix) ? notificationId.slice(prefix.length) : null;
}
