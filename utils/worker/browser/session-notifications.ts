import type { Edges } from '../../async/edges.ts';
import { createTimer } from '../../async/timer.ts';
import type { Storage } from 'webextension-polyfill';
import { judgeNotices, type NoticeEffect, type NoticeMemory } from '../../domain/session/notices.ts';
import type { SessionState } from '../../domain/session/session-state.ts';
import { noticeTexts } from '../../texts/notice-texts.ts';
import type { Texts } from '../../texts/texts.ts';

const key = 'toldByNotification';

export interface SessionNotificationsDeps extends Pick<Edges, 'now' | 'after'> {
  /** Storage that outlives the worker and ends with the browser (`storage.session`). */
  storage: Pick<Storage.StorageArea, 'get' | 'set'>;
  notifications: Pick<typeof chrome.notifications, 'create' | 'clear'>;
  /** Whether a page is open that shows the session's state. */
  isLookedAt(): Promise<boolean>;
  /** Whether the user wants notifications. */
  isWanted(): Promise<boolean>;
  texts: Texts;
}

/**
 * The one owner of the session's notifications: shows, replaces and clears them as {@link judgeNotices} says.
 * A timer checks what becomes due later; where the worker was ended meanwhile, the next event does.
 */
export function createSessionNotifications(deps: SessionNotificationsDeps) {
  const { storage, notifications, isLookedAt, isWanted, texts, now } = deps;
  let latest: SessionState = { phase: 'idle' };
  const timer = createTimer(deps);
  let queue: Promise<void> = Promise.resolve();

  function follow(state: SessionState): Promise<void> {
    latest = state;
    const judged = queue.then(judge);
    queue = judged.catch(() => undefined);
    return judged;
  }

  async function judge(): Promise<void> {
    const before = ((await storage.get(key))[key] as NoticeMemory | undefined) ?? {};
    const isNotNeeded = !(await isWanted()) || (await isLookedAt());
    const { memory, effects, nextAt } = judgeNotices(before, { state: latest, now: now(), isNotNeeded });
    timer.stop();
    if (nextAt !== null) {
      const again = () => void follow(latest).catch(() => undefined);
      timer.start(nextAt - now(), again);
    }
    await storage.set({ [key]: memory });
    await Promise.all(effects.map(perform));
  }

  async function perform(effect: NoticeEffect): Promise<void> {
    if (effect.type === 'clear') {
      await notifications.clear(effect.id);
      return;
    }
    const { button, ...words } = noticeTexts(texts, effect.words);
    await notifications.create(effect.id, {
      type: 'basic',
      iconUrl: '/icon/128.png',
      ...words,
      // A notification with a button stays until the user clicks.
      ...(button === undefined ? {} : { buttons: [{ title: button }], requireInteraction: true }),
    });
  }

  return { follow };
}
