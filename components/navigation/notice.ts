import type { Failure } from '../../utils/domain/failure/failure.ts';
import { inject, provide, shallowRef, type InjectionKey, type ShallowRef } from 'vue';

/** A notice: what was just done, with how to undo it, or why it could not be done. */
export type Notice = { text: string; undo: Undo | null } | { failure: Failure };

/** Resolves with whether the browser gives the access again that went with what is undone. To be called within the click. */
type Undo = () => Promise<boolean>;

const noticeKey: InjectionKey<ShallowRef<Notice | null>> = Symbol('notice');

/** Provides the one notice of a page, which tells the last thing done. */
export function provideNotice(): ShallowRef<Notice | null> {
  const notice = shallowRef<Notice | null>(null);
  provide(noticeKey, notice);
  return notice;
}

export function useNotice(): ShallowRef<Notice | null> {
  const notice = inject(noticeKey);
  if (!notice) throw new Error('a part of the options page is mounted without its notice');
  return notice;
}
