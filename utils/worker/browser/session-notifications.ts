import type { Storage } from 'webextension-polyfill';
import { judgeNotices, type NoticeEffect, type NoticeMemory } from '../../domain/session/notices.ts';
import type { SessionState } from '../../domain/session/session-state.ts';
import { noticeTexts } from '../../texts/notice-texts.ts';
import type { Texts } from '../../texts/texts.ts';

const key = 'toldByNotification';

/** Milliseconds to the next look: a clock that was set back makes no timer of years. */
const longestWaitMs = 60_000;

export interface SessionNotificationsDeps {
  /** Ends with the browser, and outlives the worker. */
  storage: Pick<Storage.StorageArea, 'get' | 'set'>;
  notifications: Pick<typeof chrome.notifications, 'create' | 'clear'>;
  /** A page is open that shows the session's state. */
  isLookedAt(): Promise<boolean>;
  /** The user wants notifications. */
  isWanted(): Promise<boolean>;
  texts: Texts;
  /** Epoch milliseconds. */
  now(): number;
}

/**
 * The one owner of the session's notifications: shows, replaces and clears them as {@link judgeNotices} says. What becomes due
 * later is looked at by a timer, and where the worker has been ended meanwhile, at the next occasion.
 */
export function createSessionNotifications(deps: SessionNotificationsDeps) {
  const { storage, notifications, isLookedAt, isWanted, texts, now } = deps;
  let latest: SessionState = { phase: 'idle' };
  let timer: ReturnType<typeof setTimeout> | undefined;
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
    clearTimeout(timer);
    if (nextAt !== null) {
      const again = () => void follow(latest).catch(() => undefined);
      timer = setTimeout(again, Math.min(longestWaitMs, nextAt - now()));
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
      ...{ type: 'basic', iconUrl: '/icon/128.png', ...words },
      // What waits for a click stays until there is one.
      ...(button === undefined ? {} : { buttons: [{ title: button }], requireInteraction: true }),
    });
  }

  return { follow };
}
